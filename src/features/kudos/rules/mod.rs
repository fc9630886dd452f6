//! What kudos decide: what was typed, who may thank whom, how often.

pub mod bridges;
pub mod checks;
pub mod limits;
pub mod patterns;
pub mod typed;
