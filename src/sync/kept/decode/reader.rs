//! The smallest pieces of what is kept: numbers, texts, times, keys, and lists of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::board::Key;
use crate::files::ContentId;
use crate::text::Position;

/// What is left of the bytes.
pub(in crate::sync::kept) struct Reader<'a> {
    pub(in crate::sync::kept) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(in crate::sync::kept) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(in crate::sync::kept) fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }

    pub(in crate::sync::kept) fn byte(&mut self) -> Option<u8> {
        let [byte] = self.array()?;
        Some(byte)
    }

    pub(in crate::sync::kept) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(in crate::sync::kept) fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.array()?)).ok()
    }

    pub(in crate::sync::kept) fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    pub(in crate::sync::kept) fn string(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    /// The outer `None` is for bytes that make no sense.
    pub(in crate::sync::kept) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.flag()? {
            true => read(self).map(Some),
            false => Some(None),
        }
    }

    pub(in crate::sync::kept) fn key<Kind>(&mut self) -> Option<Key<Kind>> {
        self.text().map(Key::known)
    }

    pub(in crate::sync::kept) fn keys<Kind>(&mut self) -> Option<BTreeSet<Key<Kind>>> {
        let mut keys = BTreeSet::new();
        for _ in 0..self.count()? {
            keys.insert(self.key()?);
        }
        Some(keys)
    }

    pub(in crate::sync::kept) fn time(&mut self) -> Option<Timestamp> {
        let second = i64::from_le_bytes(self.array()?);
        let nanosecond = i32::from_le_bytes(self.array()?);
        Timestamp::new(second, nanosecond).ok()
    }

    pub(in crate::sync::kept) fn position(&mut self) -> Option<Position> {
        self.text()?.parse().ok()
    }

    pub(in crate::sync::kept) fn content(&mut self) -> Option<ContentId> {
        self.array().map(ContentId::from_raw)
    }

    pub(in crate::sync::kept) fn named<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<BTreeMap<String, T>> {
        let mut all = BTreeMap::new();
        for _ in 0..self.count()? {
            all.insert(self.string()?, read(self)?);
        }
        Some(all)
    }

    pub(in crate::sync::kept) fn keyed<Kind, T>(
        &mut self,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<BTreeMap<Key<Kind>, T>> {
        let mut all = BTreeMap::new();
        for _ in 0..self.count()? {
            all.insert(self.key()?, read(self)?);
        }
        Some(all)
    }
}
