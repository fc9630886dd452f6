//! What privacy decides, values in and values out.

pub mod surgery;
