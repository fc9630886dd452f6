//! What Klantstem does, one folder for each thing that it does.

pub mod feedback;
pub mod scores;
