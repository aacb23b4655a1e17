//! Where requests come from, as far as limits are concerned.

use std::net::IpAddr;

/// The place behind an address: an IPv4 address, or the /64 of an IPv6 one, which is what one household or one rented
/// machine is given. Everything without an address is one place.
pub fn source_block(source: Option<IpAddr>) -> String {
    match source.map(|source| source.to_canonical()) {
        None => "nowhere".to_owned(),
        Some(IpAddr::V4(address)) => hex::encode(address.octets()),
        Some(IpAddr::V6(address)) => hex::encode(address.octets().get(..8).unwrap_or_default()),
    }
}

/// The block behind an address: the /24 of an IPv4 address, the /48 of an IPv6 one, which is what one site is given:
/// who has one has all of its addresses.
pub fn block(source: Option<IpAddr>) -> String {
    match source.map(|source| source.to_canonical()) {
        None => "nowhere".to_owned(),
        Some(IpAddr::V4(address)) => hex::encode(address.octets().get(..3).unwrap_or_default()),
        Some(IpAddr::V6(address)) => hex::encode(address.octets().get(..6).unwrap_or_default()),
    }
}
