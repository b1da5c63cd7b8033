//! Facts of DNS: what each resolver answered to each name.

facts! {
    /// What the resolvers said.
    pub struct Facts {
        /// Where they were asked from: `outside` or `inside` the consumer's network.
        vantage: String,
        /// The resolvers that were asked.
        resolvers: Vec<Resolver>,
        /// Every answer, by name and then by resolver.
        answers: Vec<Answer>,
    }
}

facts! {
    /// A resolver.
    pub struct Resolver {
        /// `system`, or `IP:PORT`.
        name: String,
        /// Whether the user named it.
        named: bool,
    }
}

facts! {
    /// One answer of one resolver. A failed look-up is an answer too.
    pub struct Answer {
        /// The name that was asked, without the last dot.
        name: String,
        /// Why it was asked: `bootstrap`, `bootstrap_public`, `domain`, `zone`.
        purpose: String,
        /// The AZ ID that the name belongs to; absent for a name of no zone.
        zone_id: String,
        /// The resolver that answered.
        resolver: String,
        /// Whether the user named that resolver.
        named: bool,
        /// `noerror`, `nodata`, `nxdomain`, `loop` (aliases that lead nowhere); of a named resolver that failed: `servfail`, `refused`,
        /// `timeout`, `referral` (it knows only whom else to ask), or the rcode in lower case.
        outcome: String,
        /// The names it was sent on to, in order.
        cnames: Vec<String>,
        /// The addresses.
        addresses: Vec<String>,
        /// The shortest time to live, in seconds.
        ttl: u64,
        /// How long the answer took, in milliseconds.
        duration_ms: u64,
    }
}

/// A name to ask for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name, without the last dot.
    pub name: String,
    /// The `purpose` of its answers.
    pub purpose: &'static str,
    /// The AZ ID it belongs to.
    pub zone_id: Option<String>,
}
