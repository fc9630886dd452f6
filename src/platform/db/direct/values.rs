//! Values on their way into SQLite and out of it.

use std::borrow::Cow;

use rusqlite::types::Value as Stored;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::{Arguments, IntoArguments, Type, Value, ValueRef};

use super::{DirectSqlite, StorageClass};

/// What is bound to the places of a statement, in their order.
#[derive(Debug, Default)]
pub struct DirectArguments(pub(super) Vec<Stored>);

impl Arguments for DirectArguments {
    type Database = DirectSqlite;

    fn reserve(&mut self, additional: usize, _size: usize) {
        self.0.reserve(additional);
    }

    fn add<'t, T>(&mut self, value: T) -> Result<(), BoxDynError>
    where
        T: Encode<'t, DirectSqlite> + Type<DirectSqlite>,
    {
        let before = self.0.len();
        match value.encode(&mut self.0) {
            Ok(IsNull::No) => Ok(()),
            Ok(IsNull::Yes) => {
                self.0.push(Stored::Null);
                Ok(())
            }
            Err(error) => {
                self.0.truncate(before);
                Err(error)
            }
        }
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl IntoArguments<DirectSqlite> for DirectArguments {
    fn into_arguments(self) -> DirectArguments {
        self
    }
}

/// A value that was read.
#[derive(Clone, Debug)]
pub struct DirectValue(pub(super) Stored);

/// The same, borrowed from its row.
#[derive(Clone, Copy, Debug)]
pub struct DirectValueRef<'r>(pub(super) &'r Stored);

fn class(value: &Stored) -> StorageClass {
    match value {
        Stored::Null => StorageClass::Null,
        Stored::Integer(_) => StorageClass::Integer,
        Stored::Real(_) => StorageClass::Real,
        Stored::Text(_) => StorageClass::Text,
        Stored::Blob(_) => StorageClass::Blob,
    }
}

impl Value for DirectValue {
    type Database = DirectSqlite;

    fn as_ref(&self) -> DirectValueRef<'_> {
        DirectValueRef(&self.0)
    }

    fn type_info(&self) -> Cow<'_, StorageClass> {
        Cow::Owned(class(&self.0))
    }

    fn is_null(&self) -> bool {
        self.0 == Stored::Null
    }
}

impl<'r> ValueRef<'r> for DirectValueRef<'r> {
    type Database = DirectSqlite;

    fn to_owned(&self) -> DirectValue {
        DirectValue(self.0.clone())
    }

    fn type_info(&self) -> Cow<'_, StorageClass> {
        Cow::Owned(class(self.0))
    }

    fn is_null(&self) -> bool {
        *self.0 == Stored::Null
    }
}
