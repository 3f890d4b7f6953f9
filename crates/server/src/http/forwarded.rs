//! Who asks, when a proxy of ours asks for them.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The header in which proxies list for whom they ask, the nearest last.
pub const FORWARDED: &str = "x-forwarded-for";

/// Proxies whose word is taken. Anybody else's `X-Forwarded-For` is ignored, or a client could
/// choose a new address for every attempt.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

/// A network: an address and how many of its leading bits count.
#[derive(Clone, Copy, Debug)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(all);
        (bits <= all).then_some(Self { address, bits })
    }

    fn contains(self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let difference = u32::from(a) ^ u32::from(b);
                difference.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let difference = u128::from(a) ^ u128::from(b);
                difference.leading_zeros() >= u32::from(self.bits)
            }
            _ => false,
        }
    }
}

impl TrustedProxies {
    /// Reads addresses and networks (`10.0.0.0/8`) with commas between. Errors: the part that is
    /// neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let networks = parts.map(|part| Network::parse(part).ok_or_else(|| part.to_owned()));
        networks.collect::<Result<_, _>>().map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0
            .iter()
            .any(|network| network.contains(address.to_canonical()))
    }

    /// The nearest address that is not one of our proxies.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let listed = headers
            .get_all(FORWARDED)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let listed: Vec<&str> = listed.flat_map(|line| line.split(',')).collect();
        let mut nearest = peer;
        for text in listed.iter().rev() {
            let Ok(address) = text.trim().parse::<IpAddr>() else {
                break;
            };
            nearest = address.to_canonical();
            if !self.trusts(nearest) {
                break;
            }
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(trusted: &str, peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED, HeaderValue::from_static(line));
        }
        let proxies = TrustedProxies::parse(trusted).unwrap();
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(client("", "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(
            client("192.0.2.1", "192.0.2.1", &["203.0.113.9"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("192.0.2.0/24", "::ffff:192.0.2.7", &["203.0.113.9"]),
            "203.0.113.9"
        );
    }

    #[test]
    fn what_a_client_writes_itself_does_not_count() {
        let chain = ["198.51.100.1, 203.0.113.9", "192.0.2.2"];
        assert_eq!(client("192.0.2.0/24", "192.0.2.1", &chain), "203.0.113.9");
        assert_eq!(
            client("192.0.2.1", "192.0.2.1", &["203.0.113.9, nonsense"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn nonsense_is_no_network() {
        for text in ["here", "10.0.0.0/33", "10.0.0.0/x"] {
            assert_eq!(TrustedProxies::parse(text).unwrap_err(), text);
        }
    }
}
