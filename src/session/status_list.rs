//! Token Status List (draft-ietf-oauth-status-list-21): one small number per token, tested without asking its issuer.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use crate::encoding::base64url;
use crate::error::Error;

/// The statuses of a list's tokens, 1, 2, 4 or 8 bits each, the first token in the lowest bits of the first byte (§4.1).
///
/// 0 is valid and 1 is invalid (revoked); 2 is suspended; the others are the application's.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    bits: u8,
    bytes: Vec<u8>,
}

/// Where a token's status is found: `status.status_list` of its claims, without the list's URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusIndex {
    /// Which list, from 0.
    pub list: u32,
    /// Which status of that list, from 0.
    pub index: u32,
}

impl StatusIndex {
    /// The place of the `number`th token ever (from 0): lists of 2^20 statuses, one after the other.
    ///
    /// `None` once there are 2^52 tokens. A list always has its full size, so a verifier with an older copy of it finds
    /// the tokens that were issued since.
    pub fn allocate(number: u64) -> Option<Self> {
        let list = u32::try_from(number / u64::from(StatusList::LEN)).ok()?;
        let index = u32::try_from(number % u64::from(StatusList::LEN)).ok()?;
        Some(Self { list, index })
    }
}

impl StatusList {
    /// How many statuses [`StatusIndex::allocate`] puts into one list: 128 KiB at one bit each.
    pub const LEN: u32 = 1 << 20;

    /// The most bytes that a list may have: 4 MiB, 33 million tokens at one bit each.
    pub const MAX_BYTES: usize = 4 << 20;

    /// A list of at least `len` tokens, all valid.
    ///
    /// # Errors
    /// `ERR_OPTION_INVALID` if `bits` is not 1, 2, 4 or 8, or the list would be longer than [`MAX_BYTES`](Self::MAX_BYTES).
    pub fn new(bits: u8, len: u32) -> Result<Self, Error> {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let bytes = len.saturating_mul(usize::from(bits)).div_ceil(8);
        if bytes > Self::MAX_BYTES {
            return Err(Error::OptionInvalid {
                option: "len".into(),
                reason: "makes the list longer than 4 MiB",
            });
        }
        Self::from_bytes(bits, vec![0; bytes])
    }

    /// The list in these bytes, as they are once uncompressed.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn from_bytes(bits: u8, bytes: Vec<u8>) -> Result<Self, Error> {
        if !matches!(bits, 1 | 2 | 4 | 8) {
            return Err(Error::OptionInvalid { option: "bits".into(), reason: "must be 1, 2, 4 or 8" });
        }
        if bytes.len() > Self::MAX_BYTES {
            return Err(Error::OptionInvalid { option: "lst".into(), reason: "is longer than 4 MiB" });
        }
        Ok(Self { bits, bytes })
    }

    /// The list out of `bits` and `lst` of a Status List Token (§4.2): base64url of a ZLIB stream.
    ///
    /// # Errors
    /// `ERR_OPTION_INVALID`, too, if `lst` is neither; however well it compresses, no more than
    /// [`MAX_BYTES`](Self::MAX_BYTES) are allocated.
    pub fn decode(bits: u8, lst: &str) -> Result<Self, Error> {
        let invalid = |reason| Error::OptionInvalid { option: "lst".into(), reason };
        let compressed = base64url::decode(lst).ok_or(invalid("is not base64url"))?;
        let bytes = decompress_to_vec_zlib_with_limit(&compressed, Self::MAX_BYTES)
            .map_err(|_| invalid("is not a ZLIB stream of at most 4 MiB"))?;
        Self::from_bytes(bits, bytes)
    }

    /// The value of `lst` for this list.
    pub fn encode(&self) -> String {
        base64url::encode(&compress_to_vec_zlib(&self.bytes, 6))
    }

    /// The status at `index`; `None` beyond the end of the list.
    pub fn status(&self, index: u32) -> Option<u8> {
        let (byte, shift) = self.place(index);
        self.bytes.get(byte).map(|byte| (byte >> shift) & self.mask())
    }

    /// Sets the status at `index`; the list is unchanged beyond its end.
    ///
    /// # Errors
    /// `ERR_OPTION_INVALID` if the list has no such index, or its bits cannot hold the value.
    pub fn set(&mut self, index: u32, status: u8) -> Result<(), Error> {
        let mask = self.mask();
        if status > mask {
            return Err(Error::OptionInvalid {
                option: "status".into(),
                reason: "has more bits than the list's",
            });
        }
        let (byte, shift) = self.place(index);
        let Some(byte) = self.bytes.get_mut(byte) else {
            return Err(Error::OptionInvalid {
                option: "index".into(),
                reason: "is beyond the end of the list",
            });
        };
        *byte = (*byte & !(mask << shift)) | (status << shift);
        Ok(())
    }

    /// Bits per status.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// The list, uncompressed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn mask(&self) -> u8 {
        u8::MAX >> (8 - self.bits)
    }

    /// The byte that holds `index`, and the distance of its lowest bit from that byte's lowest.
    fn place(&self, index: u32) -> (usize, u8) {
        let per_byte = 8 / u32::from(self.bits);
        let byte = usize::try_from(index / per_byte).unwrap_or(usize::MAX);
        // A remainder of at most 7, times the bits: always below 8.
        let shift = u8::try_from(index % per_byte).unwrap_or(0) * self.bits;
        (byte, shift)
    }
}

impl std::fmt::Debug for StatusList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StatusList({} bytes of {} bits)", self.bytes.len(), self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_code::ErrorCode;

    /// The examples of the draft's §4.1 and appendix: the bytes 0xB9 0xA3 and 0xC9 0x44 0xF9.
    const ONE_BIT: (&str, [u8; 16]) = ("eNrbuRgAAhcBXQ", [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
    const TWO_BITS: (&str, [u8; 12]) = ("eNo76fITAAPfAgc", [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);

    fn statuses(list: &StatusList, len: u32) -> Vec<u8> {
        (0..len).filter_map(|index| list.status(index)).collect()
    }

    #[test]
    fn the_lists_of_the_draft_are_read() -> Result<(), Error> {
        assert_eq!(statuses(&StatusList::decode(1, ONE_BIT.0)?, 99), ONE_BIT.1);
        assert_eq!(statuses(&StatusList::decode(2, TWO_BITS.0)?, 99), TWO_BITS.1);
        Ok(())
    }

    #[test]
    fn what_is_set_is_read_back_at_every_width() -> Result<(), Error> {
        for bits in [1, 2, 4, 8] {
            let mut list = StatusList::new(bits, 1000)?;
            for index in (0..1000).step_by(3) {
                list.set(index, u8::MAX >> (8 - bits))?;
            }
            list.set(0, 0)?;
            let decoded = StatusList::decode(bits, &list.encode())?;
            assert_eq!(decoded, list);
            let set = |index: u32| index != 0 && index.is_multiple_of(3);
            assert!((0..1000).all(|index| (decoded.status(index) != Some(0)) == set(index)), "{bits} bits");
        }
        Ok(())
    }

    #[test]
    fn beyond_the_end_there_is_no_status() -> Result<(), Error> {
        let mut list = StatusList::new(1, 8)?;
        assert_eq!(list.status(8), None);
        assert_eq!(list.status(u32::MAX), None);
        assert_eq!(list.set(8, 1).map_err(|error| error.code()), Err(ErrorCode::OptionInvalid));
        assert_eq!(list.set(0, 2).map_err(|error| error.code()), Err(ErrorCode::OptionInvalid));
        Ok(())
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let bomb = base64url::encode(&compress_to_vec_zlib(&vec![0; 64 << 20], 9));
        assert!(bomb.len() < 100_000);
        assert!(StatusList::decode(1, &bomb).is_err());
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for (bits, lst) in
            [(3, ONE_BIT.0), (0, ONE_BIT.0), (1, "e30"), (1, "eNrbuRgAAhcBXQ=="), (1, "eNrbuRgAAhcB")]
        {
            assert!(StatusList::decode(bits, lst).is_err(), "{bits} {lst}");
        }
        assert!(StatusList::new(8, u32::MAX).is_err());
    }

    #[test]
    fn a_million_grants_fill_one_list_and_a_bit() {
        assert_eq!(StatusIndex::allocate(0), Some(StatusIndex { list: 0, index: 0 }));
        assert_eq!(StatusIndex::allocate(1_048_576 + 5), Some(StatusIndex { list: 1, index: 5 }));
        assert_eq!(StatusIndex::allocate(u64::MAX), None);
    }
}
