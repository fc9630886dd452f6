//! What meetings decide: values in, values out.

pub mod backoff;
pub mod carry;
pub mod choice;
pub mod frequency;
pub mod permission;
pub mod reconcile;
pub mod standing;
pub mod timing;
pub mod typed;
pub mod wanted;
