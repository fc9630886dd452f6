//! What privacy decides, values in and values out.

pub mod places;
pub mod surgery;
