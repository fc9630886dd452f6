//! Enums in columns of text.

/// Stores an enum as text, in every database: each variant with what is stored for it.
#[macro_export]
macro_rules! stored_as_text {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl<DB: sqlx::Database> sqlx::Type<DB> for $name
        where
            str: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <str as sqlx::Type<DB>>::type_info()
            }

            fn compatible(stored: &DB::TypeInfo) -> bool {
                <str as sqlx::Type<DB>>::compatible(stored)
            }
        }

        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name
        where
            &'q str: sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                arguments: &mut DB::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                let text: &'q str = match self {
                    $(Self::$variant => $text,)+
                };
                text.encode(arguments)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name
        where
            &'r str: sqlx::Decode<'r, DB>,
        {
            fn decode(stored: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                match <&'r str as sqlx::Decode<'r, DB>>::decode(stored)? {
                    $($text => Ok(Self::$variant),)+
                    other => Err(format!(concat!("{:?} is no ", stringify!($name)), other).into()),
                }
            }
        }
    };
}
