//! Objects that lie alone in git's storage: small ones, and large blobs that are written as they
//! come.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use sha1::{Digest, Sha1};
use tempfile::{NamedTempFile, TempPath};

use crate::files::ContentId;

use super::object_file::{begun_in, make_read_only};
use super::pack::Kind;

/// How much of a blob tells whether it shrinks.
const PROBE_BYTES: usize = 4 << 10;

/// A blob of known size, of which a part has come.
pub(super) struct LooseBlob {
    packed: Option<ZlibEncoder<File>>,
    waiting: Option<File>,
    path: TempPath,
    hash: Sha1,
    size: u64,
    came: u64,
}

impl LooseBlob {
    /// Begins a blob of `size` bytes in a file that is git's once it is whole.
    pub(super) fn begin(file: NamedTempFile, size: u64) -> Self {
        let mut hash = Sha1::new();
        hash.update(Kind::Blob.head(size).as_bytes());
        let (file, path) = file.into_parts();
        Self {
            packed: None,
            waiting: Some(file),
            path,
            hash,
            size,
            came: 0,
        }
    }

    /// Adds the next bytes; an error if they are more than were told.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.came += bytes.len() as u64;
        if self.came > self.size {
            let message = format!("it is longer than the {} bytes that were told", self.size);
            return Err(io::Error::other(message));
        }
        if let Some(file) = self.waiting.take() {
            let mut packed = ZlibEncoder::new(file, level_for(bytes));
            packed.write_all(Kind::Blob.head(self.size).as_bytes())?;
            self.packed = Some(packed);
        }
        self.hash.update(bytes);
        match &mut self.packed {
            Some(packed) => packed.write_all(bytes),
            None => Ok(()),
        }
    }

    /// Puts the blob in its place in the folder of objects, flushed and read-only as git's own are.
    pub(super) fn finish(mut self, objects: &Path) -> io::Result<ContentId> {
        if self.came != self.size {
            let (came, size) = (self.came, self.size);
            let message = format!("{came} bytes came where {size} were expected");
            return Err(io::Error::other(message));
        }
        self.add(&[])?;
        let id = ContentId::from_raw(self.hash.finalize().into());
        let Some(packed) = self.packed else {
            return Err(io::Error::other("nothing was written"));
        };
        let file = packed.finish()?;
        let name = id.to_string();
        let folder = objects.join(&name[..2]);
        let place = folder.join(&name[2..]);
        if place.exists() {
            return Ok(id);
        }
        fs::create_dir_all(&folder)?;
        file.sync_data()?;
        make_read_only(&file)?;
        drop(file);
        match self.path.persist(&place) {
            Ok(()) => Ok(id),
            // The objects may lie on another disk, to which nothing can be moved.
            Err(failed) if failed.error.kind() == ErrorKind::CrossesDevices => {
                let beside = NamedTempFile::new_in(&folder)?;
                fs::copy(&failed.path, beside.path())?;
                beside.as_file().sync_data()?;
                beside.persist(&place).map_err(|error| error.error)?;
                Ok(id)
            }
            Err(failed) => Err(failed.error),
        }
    }
}

/// Puts a small object in its place in the folder of objects; as by git, it is not flushed.
///
/// libgit2 would list all packs anew for each of them.
pub(super) fn write_loose(
    objects: &Path,
    id: ContentId,
    kind: Kind,
    bytes: &[u8],
) -> io::Result<()> {
    let mut packed = ZlibEncoder::new(Vec::new(), level_for(bytes));
    packed.write_all(kind.head(bytes.len() as u64).as_bytes())?;
    packed.write_all(bytes)?;
    let packed = packed.finish()?;
    let name = id.to_string();
    let folder = objects.join(&name[..2]);
    // What is left of that name git takes away.
    let begin = || begun_in(&folder, "tmp_obj_");
    let mut file = match begin() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(&folder)?;
            begin()?
        }
        begun => begun?,
    };
    // By way of the file itself, whose errors do not name its passing path.
    file.as_file_mut().write_all(&packed)?;
    make_read_only(file.as_file())?;
    let place = folder.join(&name[2..]);
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// Returns how much to shrink what begins so: what is packed already, as pictures, films and
/// archives are, costs many times the time and saves nothing.
pub(super) fn level_for(bytes: &[u8]) -> Compression {
    match is_packed(&bytes[..bytes.len().min(PROBE_BYTES)]) {
        true => Compression::none(),
        false => Compression::fast(),
    }
}

/// Returns true if bytes are spread so evenly that a code for each saves less than a twentieth.
fn is_packed(bytes: &[u8]) -> bool {
    const FEW: usize = 1024;
    const EVEN_BITS: f64 = 7.6;
    if bytes.len() < FEW {
        return false;
    }
    let mut counts = [0_u32; 256];
    bytes
        .iter()
        .for_each(|byte| counts[usize::from(*byte)] += 1);
    let length = bytes.len() as f64;
    let bits = counts.iter().filter(|count| **count > 0).map(|count| {
        let share = f64::from(*count) / length;
        -share * share.log2()
    });
    bits.sum::<f64>() > EVEN_BITS
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;
    use tempfile::{NamedTempFile, tempdir};

    use super::LooseBlob;
    use crate::files::ContentId;

    /// Bytes that do not shrink.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    #[test]
    fn a_blob_lies_as_git_keeps_it_whether_it_shrinks_or_not() {
        let folder = tempdir().expect("a folder");
        for bytes in [Vec::new(), noise(300_000), b"text ".repeat(50_000)] {
            let file = NamedTempFile::new_in(folder.path()).expect("a file");
            let mut blob = LooseBlob::begin(file, bytes.len() as u64);
            for piece in bytes.chunks(2000) {
                blob.add(piece).expect("it is written");
            }
            let id = blob.finish(folder.path()).expect("it is placed");
            assert_eq!(id, ContentId::of(&bytes));
            let name = id.to_string();
            let path = folder.path().join(&name[..2]).join(&name[2..]);
            let packed = std::fs::read(path).expect("it is there");
            assert!(packed.len() < bytes.len() + bytes.len() / 100 + 100);
            let mut unpacked = Vec::new();
            let mut reader = ZlibDecoder::new(packed.as_slice());
            reader.read_to_end(&mut unpacked).expect("zlib");
            let head = format!("blob {}\0", bytes.len());
            assert_eq!(unpacked, [head.as_bytes(), &bytes].concat());
        }
    }

    #[test]
    fn what_is_packed_already_is_not_packed_again() {
        let is_packed = |bytes: &[u8]| super::level_for(bytes).level() == 0;
        assert!(is_packed(&noise(2000)) && is_packed(&noise(100_000)));
        let base64 = noise(9000).into_iter().filter(u8::is_ascii_alphanumeric);
        for text in [&include_bytes!("loose.rs")[..], &base64.collect::<Vec<_>>()] {
            assert!(text.len() > 1024 && !is_packed(text));
        }
        assert!(!is_packed(&noise(500)), "little is not worth the look");
    }

    #[test]
    fn a_blob_of_another_size_than_was_told_leaves_nothing() {
        let folder = tempdir().expect("a folder");
        let begin = || {
            let file = NamedTempFile::new_in(folder.path()).expect("a file");
            LooseBlob::begin(file, 10)
        };
        let mut blob = begin();
        blob.add(b"few").expect("it is taken");
        assert!(blob.finish(folder.path()).is_err());
        assert!(begin().add(b"more than was told").is_err());
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 0);
    }
}
