//! The course of a Digest login: the first call fetches the challenge for all, and a nonce that went stale is replaced once.

use super::CallError;
use super::digest::{Challenge, Digest, Stance};
use reqwest::header::HeaderValue;
use reqwest::{Response, StatusCode, Url};

/// The response to a GET of `url` that proves who asks, as often as it takes `send`, which is given the header to prove it
/// with; and whether it did prove it, which a service that asked for no proof leaves open. None where the service asks for
/// something else than Digest: nothing of the key was sent then.
pub(super) async fn prove(
    digest: &Digest,
    url: &Url,
    send: impl AsyncFn(Option<HeaderValue>) -> Result<Response, CallError>,
) -> Result<Option<(Response, bool)>, CallError> {
    let mut stance = digest.stance().await;
    if matches!(*stance, Stance::Unknown) {
        let response = send(None).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            if response.status().is_success() {
                *stance = Stance::Open;
            }
            return Ok(Some((response, false)));
        }
        let Some(challenge) = Challenge::strongest(response.headers()) else {
            return Ok(None);
        };
        *stance = Stance::Challenged(Box::new(challenge));
    }
    let (proof, used) = match &mut *stance {
        Stance::Challenged(challenge) => (digest.answer(challenge, url), Some(challenge.clone())),
        Stance::Unknown | Stance::Open => (None, None),
    };
    // From here on the others may use the challenge too.
    drop(stance);
    if used.is_some() && proof.is_none() {
        return Ok(None);
    }
    let proved = proof.is_some();
    let response = send(proof).await?;
    if response.status() != StatusCode::UNAUTHORIZED {
        return Ok(Some((response, proved)));
    }
    let fresh = Challenge::strongest(response.headers());
    let Some(mut fresh) = fresh.filter(|fresh| used.is_none_or(|used| fresh.renews(&used))) else {
        return Ok(Some((response, proved)));
    };
    // Each call answers the nonce that it was given itself, so that services whose nonces are good for once work too.
    let Some(proof) = digest.answer(&mut fresh, url) else {
        return Ok(None);
    };
    let response = send(Some(proof)).await?;
    // Only now may others use it: one of them could otherwise spend a nonce that is good for once.
    *digest.stance().await = Stance::Challenged(Box::new(fresh));
    Ok(Some((response, true)))
}
