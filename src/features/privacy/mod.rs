//! What people may ask of those who keep something about them: to see it, and to have it forgotten.

pub mod customers;
#[doc(hidden)]
pub mod gallery;
pub mod handing_out;
pub mod kudos;
pub mod people;
pub mod rules;
pub mod store;
pub mod tick;
pub mod views;
