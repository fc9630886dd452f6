//! How our types are stored: exactly as sqlx's own driver for SQLite does it, because it reads the same file.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::types::Value as Stored;
use sqlx::decode::Decode;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::types::Type;

use super::{DirectSqlite, DirectValueRef, StorageClass};

macro_rules! stored {
    ($type:ty, $class:ident $(| $other:ident)*, $encode:expr, $decode:expr) => {
        impl Type<DirectSqlite> for $type {
            fn type_info() -> StorageClass {
                StorageClass::$class
            }

            fn compatible(class: &StorageClass) -> bool {
                matches!(class, StorageClass::$class $(| StorageClass::$other)*)
            }
        }

        impl Encode<'_, DirectSqlite> for $type {
            fn encode_by_ref(&self, stored: &mut Vec<Stored>) -> Result<IsNull, BoxDynError> {
                let encode: fn(&Self) -> Stored = $encode;
                stored.push(encode(self));
                Ok(IsNull::No)
            }
        }

        impl<'r> Decode<'r, DirectSqlite> for $type {
            fn decode(value: DirectValueRef<'r>) -> Result<Self, BoxDynError> {
                let decode: fn(&'r Stored) -> Result<Self, BoxDynError> = $decode;
                decode(value.0)
            }
        }
    };
}

fn whole(stored: &Stored) -> Result<i64, BoxDynError> {
    match stored {
        Stored::Integer(number) => Ok(*number),
        other => Err(format!("{:?} is no whole number", other.data_type()).into()),
    }
}

fn text(stored: &Stored) -> Result<&str, BoxDynError> {
    match stored {
        Stored::Text(text) => Ok(text),
        other => Err(format!("{:?} is no text", other.data_type()).into()),
    }
}

stored!(i64, Integer, |number| Stored::Integer(*number), whole);

stored!(
    i32,
    Integer,
    |number| Stored::Integer((*number).into()),
    |stored| Ok(whole(stored)?.try_into()?)
);

stored!(
    bool,
    Integer,
    |is_so| Stored::Integer((*is_so).into()),
    |stored| Ok(whole(stored)? != 0)
);

#[allow(
    clippy::cast_precision_loss,
    reason = "SQLite itself reads a whole number as a fraction so"
)]
fn fraction(stored: &Stored) -> Result<f64, BoxDynError> {
    match stored {
        Stored::Real(number) => Ok(*number),
        other => Ok(whole(other)? as f64),
    }
}

stored!(
    f64,
    Real | Integer,
    |number| Stored::Real(*number),
    fraction
);

stored!(
    String,
    Text,
    |written| Stored::Text(written.clone()),
    |stored| Ok(text(stored)?.to_owned())
);

stored!(
    Vec<u8>,
    Blob,
    |bytes| Stored::Blob(bytes.clone()),
    |stored| match stored {
        Stored::Blob(bytes) => Ok(bytes.clone()),
        other => Err(format!("{:?} is no blob", other.data_type()).into()),
    }
);

stored!(
    DateTime<Utc>,
    Text,
    |at| Stored::Text(at.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
    |stored| Ok(DateTime::parse_from_rfc3339(text(stored)?)?.with_timezone(&Utc))
);

stored!(
    NaiveDate,
    Text,
    |day| Stored::Text(day.to_string()),
    |stored| Ok(text(stored)?.parse()?)
);

impl Type<DirectSqlite> for str {
    fn type_info() -> StorageClass {
        StorageClass::Text
    }
}

impl Encode<'_, DirectSqlite> for &'_ str {
    fn encode_by_ref(&self, stored: &mut Vec<Stored>) -> Result<IsNull, BoxDynError> {
        stored.push(Stored::Text((*self).to_owned()));
        Ok(IsNull::No)
    }
}

impl<'r> Decode<'r, DirectSqlite> for &'r str {
    fn decode(value: DirectValueRef<'r>) -> Result<Self, BoxDynError> {
        text(value.0)
    }
}

impl<'q, T> Encode<'q, DirectSqlite> for Option<T>
where
    T: Encode<'q, DirectSqlite> + Type<DirectSqlite> + 'q,
{
    fn encode_by_ref(&self, stored: &mut Vec<Stored>) -> Result<IsNull, BoxDynError> {
        match self {
            Some(value) => value.encode_by_ref(stored),
            None => Ok(IsNull::Yes),
        }
    }
}
