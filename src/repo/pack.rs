//! New objects, written loose when they are few and as one pack when they are many.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compress, Compression, Crc, FlushCompress};
use sha1::{Digest, Sha1};

use crate::files::ContentId;
use crate::two_threads::in_two_threads;

use super::loose::{level_for, write_loose};
use super::object_file::{begun_in, make_read_only};
use super::{Put, Repo, RepoError};

/// Above this many new objects one pack is faster than as many loose files.
const FEW: usize = 200;
/// Objects above this size go loose, so that a pack's buffer stays small.
const LARGE_BYTES: usize = 8 << 20;

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Tree,
    Blob,
}

impl Kind {
    /// Returns the id of an object of this kind.
    pub(super) fn id_of(self, bytes: &[u8]) -> [u8; 20] {
        let mut hash = Sha1::new();
        hash.update(self.head(bytes.len() as u64).as_bytes());
        hash.update(bytes);
        hash.finalize().into()
    }

    /// Returns what stands before the bytes of an object that lies alone.
    pub(super) fn head(self, length: u64) -> String {
        let name = match self {
            Self::Tree => "tree",
            Self::Blob => "blob",
        };
        format!("{name} {length}\0")
    }

    fn pack_number(self) -> u8 {
        match self {
            Self::Tree => 2,
            Self::Blob => 3,
        }
    }
}

/// The bytes of a new object, its own or those that a [`Put`] shares.
enum Bytes {
    Own(Vec<u8>),
    Shared(std::sync::Arc<[u8]>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

struct NewObject {
    id: [u8; 20],
    kind: Kind,
    bytes: Bytes,
}

/// Objects to be stored, each once.
#[derive(Default)]
pub(super) struct NewObjects {
    objects: Vec<NewObject>,
    ids: HashSet<[u8; 20]>,
}

impl NewObjects {
    /// Adds an object and returns its id.
    pub(super) fn add(&mut self, kind: Kind, bytes: Vec<u8>) -> [u8; 20] {
        let id = kind.id_of(&bytes);
        self.push(NewObject {
            id,
            kind,
            bytes: Bytes::Own(bytes),
        });
        id
    }

    /// Adds the blobs of `puts` and returns their ids, in order.
    pub(super) fn add_blobs<'a>(&mut self, puts: impl Iterator<Item = &'a Put>) -> Vec<ContentId> {
        let puts: Vec<&Put> = puts.collect();
        let ids = in_two_threads(&puts, |put| put.id());
        for (put, id) in puts.into_iter().zip(&ids) {
            if let Put::Bytes(bytes) = put {
                self.push(NewObject {
                    id: *id.as_raw(),
                    kind: Kind::Blob,
                    bytes: Bytes::Shared(std::sync::Arc::clone(bytes)),
                });
            }
        }
        ids
    }

    fn push(&mut self, object: NewObject) {
        if self.ids.insert(object.id) {
            self.objects.push(object);
        }
    }
}

impl Repo {
    /// Stores objects that the repository does not hold yet.
    pub(super) fn store(&self, new: NewObjects) -> Result<(), RepoError> {
        let failed = || RepoError::git("write objects to the repository");
        let odb = self.git.odb().map_err(failed())?;
        let mut missing = Vec::with_capacity(new.objects.len());
        for object in new.objects {
            let id = super::object_id::oid(&object.id)?;
            if !odb.exists_ext(id, git2::OdbLookupFlags::NO_REFRESH) {
                missing.push(object);
            }
        }
        let (packed, loose): (Vec<_>, Vec<_>) = if missing.len() > FEW {
            missing
                .into_iter()
                .partition(|object| object.bytes.get().len() <= LARGE_BYTES)
        } else {
            (Vec::new(), missing)
        };
        let objects = self.common_dir().join("objects");
        for object in loose {
            let id = ContentId::from_raw(object.id);
            write_loose(&objects, id, object.kind, object.bytes.get())
                .map_err(RepoError::io("write an object into", &objects))?;
        }
        if !packed.is_empty() {
            let folder = self.common_dir().join("objects/pack");
            write_pack(&folder, &packed)?;
            odb.refresh().map_err(failed())?;
        }
        Ok(())
    }
}

/// A compressed object: where it begins in its part, and the checksum of its packed bytes.
struct Packed {
    id: [u8; 20],
    start: usize,
    crc: u32,
}

#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    objects: Vec<Packed>,
}

/// Writes a pack and its index into git's pack folder, the index last, since it makes it seen.
///
/// Source: git's `Documentation/gitformat-pack.txt`, pack version 2, index version 2.
fn write_pack(folder: &Path, objects: &[NewObject]) -> Result<(), RepoError> {
    let (first, second) = objects.split_at(objects.len() / 2);
    let parts = in_threads(first, second);
    let mut head = b"PACK".to_vec();
    head.extend_from_slice(&2_u32.to_be_bytes());
    head.extend_from_slice(&(objects.len() as u32).to_be_bytes());
    let mut index: Vec<(&[u8; 20], u64, u32)> = Vec::with_capacity(objects.len());
    let mut offset = head.len();
    for part in &parts {
        for object in &part.objects {
            index.push((&object.id, (offset + object.start) as u64, object.crc));
        }
        offset += part.bytes.len();
    }
    let [one, other] = &parts;
    let mut hash = Sha1::new();
    for bytes in [&head, &one.bytes, &other.bytes] {
        hash.update(bytes);
    }
    let checksum: [u8; 20] = hash.finalize().into();
    index.sort_unstable_by_key(|(id, _, _)| **id);
    let index = index_bytes(&index, &checksum);
    fs::create_dir_all(folder).map_err(RepoError::io("make the folder", folder))?;
    let name: String = checksum.iter().map(|byte| format!("{byte:02x}")).collect();
    let pack: [&[u8]; 4] = [&head, &one.bytes, &other.bytes, &checksum];
    place(folder, &format!("pack-{name}.pack"), &pack)?;
    place(folder, &format!("pack-{name}.idx"), &[&index])
}

fn in_threads(first: &[NewObject], second: &[NewObject]) -> [Part; 2] {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| compress(second));
        let part = compress(first);
        match other.join() {
            Ok(more) => [part, more],
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn compress(objects: &[NewObject]) -> Part {
    let mut part = Part::default();
    let mut deflate = Compress::new(Compression::fast(), true);
    let mut keep = Compress::new(Compression::none(), true);
    for object in objects {
        let start = part.bytes.len();
        let bytes = object.bytes.get();
        push_header(&mut part.bytes, object.kind, bytes.len());
        let pack = match level_for(bytes) {
            level if level == Compression::none() => &mut keep,
            _ => &mut deflate,
        };
        pack.reset();
        push_deflated(&mut part.bytes, pack, bytes);
        let mut crc = Crc::new();
        crc.update(&part.bytes[start..]);
        part.objects.push(Packed {
            id: object.id,
            start,
            crc: crc.sum(),
        });
    }
    part
}

fn push_header(pack: &mut Vec<u8>, kind: Kind, length: usize) {
    let mut rest = length >> 4;
    let mut byte = kind.pack_number() << 4 | (length & 0x0f) as u8;
    while rest > 0 {
        pack.push(byte | 0x80);
        byte = (rest & 0x7f) as u8;
        rest >>= 7;
    }
    pack.push(byte);
}

fn push_deflated(pack: &mut Vec<u8>, deflate: &mut Compress, bytes: &[u8]) {
    let mut rest = bytes;
    loop {
        // Deflate adds little even to what does not shrink; more room is made if it is not enough.
        pack.reserve(rest.len() + rest.len() / 1000 + 64);
        let before = deflate.total_in();
        let status = deflate
            .compress_vec(rest, pack, FlushCompress::Finish)
            .expect("a fresh compressor takes any bytes");
        if status == flate2::Status::StreamEnd {
            return;
        }
        rest = &rest[(deflate.total_in() - before) as usize..];
    }
}

fn index_bytes(sorted: &[(&[u8; 20], u64, u32)], pack_checksum: &[u8; 20]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1100 + sorted.len() * 28);
    bytes.extend_from_slice(b"\xfftOc\0\0\0\x02");
    let mut count = 0;
    for first in 0..=255_u8 {
        count += sorted[count..].partition_point(|(id, _, _)| id[0] <= first);
        bytes.extend_from_slice(&(count as u32).to_be_bytes());
    }
    sorted
        .iter()
        .for_each(|(id, _, _)| bytes.extend_from_slice(*id));
    for (_, _, crc) in sorted {
        bytes.extend_from_slice(&crc.to_be_bytes());
    }
    let mut large = Vec::new();
    for (_, offset, _) in sorted {
        // Offsets of 31 bits stand here; longer ones in a table of their own.
        let short = match u32::try_from(*offset) {
            Ok(short) if short < 1 << 31 => short,
            _ => {
                large.push(*offset);
                1 << 31 | (large.len() - 1) as u32
            }
        };
        bytes.extend_from_slice(&short.to_be_bytes());
    }
    for offset in large {
        bytes.extend_from_slice(&offset.to_be_bytes());
    }
    bytes.extend_from_slice(pack_checksum);
    let checksum: [u8; 20] = Sha1::digest(&bytes).into();
    bytes.extend_from_slice(&checksum);
    bytes
}

/// Writes a file of the pack folder out of its parts, flushed and read-only as git's own are.
fn place(folder: &Path, name: &str, parts: &[&[u8]]) -> Result<(), RepoError> {
    let path = folder.join(name);
    let write = || {
        let mut file = begun_in(folder, "tmp_pack_")?;
        for bytes in parts {
            file.write_all(bytes)?;
        }
        file.as_file().sync_data()?;
        make_read_only(file.as_file())?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(RepoError::io("write", &path))
}
