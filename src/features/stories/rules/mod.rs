//! What stories decide: who may do what when, and what a story must be like.

pub mod form;
pub mod state;
pub mod week;
