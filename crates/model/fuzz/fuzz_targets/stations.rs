//! Station packs: any bytes, and any bytes as a head with the right hash.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::pack::frame;
use model::station::StationIndex;
use model::station::pack::MAGIC;

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    check(&frame(MAGIC, bytes));
});

fn check(bytes: &[u8]) {
    if let Ok(index) = StationIndex::decode(bytes) {
        assert!(index.len() <= bytes.len());
        for station in 0..index.len() {
            assert_eq!(index.find(index.code(station)), Some(station));
            assert!(!index.display_name(station).is_empty());
        }
        index.search("chongqing fml", None, 20);
    }
}
