//! Apache's own Digest in front of TiDB Cloud's bodies.

use crate::servers::apache;
use digest_auth::AuthContext;
use reqwest::{Client, StatusCode};

const ZONES: &str = "/v1beta1/clusters/10840000000000000001/privateLinkConnections:getAvailabilityZones";
const BODY: &str = r#"{"accountId":"123456789012","azIds":["use1-az1"]}"#;

#[tokio::test]
async fn apache_challenges_on_a_path_with_a_colon_and_takes_the_right_answer() {
    let server = apache::start(&[(ZONES, BODY)]);
    let url = format!("http://{}{ZONES}", server.address);
    let client = Client::builder().no_proxy().build().unwrap();

    let challenged = client.get(&url).send().await.unwrap();
    assert_eq!(challenged.status(), StatusCode::UNAUTHORIZED);
    let challenge = challenged.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(challenge.starts_with("Digest "), "{challenge}");
    assert!(
        challenge.contains(r#"qop="auth""#) && challenge.contains("algorithm=MD5"),
        "{challenge}"
    );

    for (secret, expected) in [(apache::KEY.1, StatusCode::OK), ("a guess", StatusCode::UNAUTHORIZED)] {
        let mut prompt = digest_auth::parse(&challenge).unwrap();
        let answer = prompt.respond(&AuthContext::new(apache::KEY.0, secret, ZONES)).unwrap();
        let response = client.get(&url).header("authorization", answer.to_header_string());
        let response = response.send().await.unwrap();
        assert_eq!(response.status(), expected, "{secret}");
        if expected == StatusCode::OK {
            assert_eq!(response.text().await.unwrap(), BODY);
        }
    }
}
