//! Accounts, regions, zones and endpoint services of AWS, checked by their form alone.

use super::problem::{Fault, quoted};
use crate::net;

/// What begins the name of an endpoint service.
const SERVICE: &str = "com.amazonaws.vpce.";

/// An AWS account: 12 digits, with or without the dashes that the console prints.
pub(super) fn account(text: &str) -> Result<String, Fault> {
    let digits = text.trim().replace('-', "");
    if net::is_account_id(&digits) {
        return Ok(digits);
    }
    let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let what = if only_digits {
        format!("{} has {} digits, an AWS account ID has 12", quoted(text), digits.len())
    } else {
        format!("{} is not an AWS account ID, which is 12 digits", quoted(text))
    };
    Err(Fault::new(what).hint(
        "TiDB Cloud's account is what `ticloud serverless private-link-connection zones` prints; \
         leading zeros belong to it",
    ))
}

/// An AZ ID, in lower case: `use1-az1`.
pub(super) fn zone(text: &str) -> Result<String, Fault> {
    let zone = text.trim().to_ascii_lowercase();
    if net::is_zone_id(&zone) {
        return Ok(zone);
    }
    if net::is_zone_name(&zone) {
        let region = zone.trim_end_matches(|c: char| c.is_ascii_lowercase());
        return Err(Fault::new(format!(
            "{} is an AZ name, which stands for another zone in every account; an AZ ID like `use1-az1` belongs here",
            quoted(text)
        ))
        .hint(format!(
            "with the account that the name is from: `aws ec2 describe-availability-zones --region {region} \
             --zone-names {zone} --query 'AvailabilityZones[].ZoneId' --output text`"
        )));
    }
    let fault = Fault::new(format!("{} is not an AZ ID", quoted(text)));
    Err(if net::is_region(&zone) {
        Fault::new(format!("{} is a region, not an AZ ID", quoted(text))).hint("an AZ ID looks like `use1-az1`")
    } else {
        fault.hint("an AZ ID looks like `use1-az1`")
    })
}

/// A region without `aws-`: `us-east-1`.
pub(super) fn region(text: &str) -> Result<String, Fault> {
    let lower = text.trim().to_ascii_lowercase();
    let region = lower.strip_prefix("aws-").unwrap_or(&lower);
    if net::is_region(region) {
        return Ok(region.to_owned());
    }
    if net::is_zone_name(region) {
        let of = region.trim_end_matches(|c: char| c.is_ascii_lowercase());
        return Err(
            Fault::new(format!("{} is an AZ name, not a region", quoted(text))).hint(format!("its region is `{of}`"))
        );
    }
    if net::is_zone_id(region) {
        return Err(
            Fault::new(format!("{} is an AZ ID, not a region", quoted(text))).hint("a region looks like `us-east-1`")
        );
    }
    Err(Fault::new(format!("{} is not an AWS region", quoted(text)))
        .hint("a region looks like `us-east-1` or, as TiDB Cloud writes it, `aws-us-east-1`"))
}

/// The name of an endpoint service: `com.amazonaws.vpce.<region>.vpce-svc-<17 hexadecimal digits>`.
pub(super) fn endpoint_service(text: &str) -> Result<String, Fault> {
    let name = text.trim().to_ascii_lowercase();
    let form = format!("the form is `{SERVICE}us-east-1.vpce-svc-` and 17 hexadecimal digits");
    if name.starts_with("vpce-svc-") {
        return Err(Fault::new(format!(
            "{} is only the last part of an endpoint service name",
            quoted(text)
        ))
        .hint(format!("write it whole; {form}")));
    }
    if name.starts_with("vpce-") {
        return Err(Fault::new(format!(
            "{} is a VPC endpoint ID, not an endpoint service name",
            quoted(text)
        ))
        .hint("it belongs in `link.aws.vpc_endpoint_id`; Confluent Cloud shows the service on the network"));
    }
    let Some((region, id)) = name.strip_prefix(SERVICE).and_then(|rest| rest.split_once('.')) else {
        return Err(Fault::new(format!("{} is not the name of an endpoint service", quoted(text))).hint(form));
    };
    if !net::is_region(region) {
        return Err(Fault::new(format!(
            "{} names {}, which is not a region",
            quoted(text),
            quoted(region)
        ))
        .hint(form));
    }
    let digits = id.strip_prefix("vpce-svc-").unwrap_or_default();
    if digits.len() != 17 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::new(format!(
            "{} ends in {}, not in `vpce-svc-` and 17 hexadecimal digits",
            quoted(text),
            quoted(id)
        ))
        .hint("copy the whole name from the network's page in Confluent Cloud"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T: std::fmt::Debug>(fault: Result<T, Fault>) -> String {
        fault.unwrap_err().anywhere().to_string()
    }

    #[test]
    fn the_accepted_forms_leave_in_one_form() {
        assert_eq!(account("012345678901").as_deref(), Ok("012345678901"));
        assert_eq!(account("0123-4567-8901").as_deref(), Ok("012345678901"));
        assert_eq!(zone("USE1-AZ1").as_deref(), Ok("use1-az1"));
        for text in ["us-east-1", "aws-us-east-1", "AWS-US-EAST-1", " us-east-1 "] {
            assert_eq!(region(text).as_deref(), Ok("us-east-1"), "{text}");
        }
        let service = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0";
        assert_eq!(endpoint_service(service).as_deref(), Ok(service));
    }

    #[test]
    fn an_account_of_eleven_digits_is_counted() {
        insta::assert_snapshot!(said(account("12345678901")), @r"
        `12345678901` has 11 digits, an AWS account ID has 12
          hint: TiDB Cloud's account is what `ticloud serverless private-link-connection zones` prints; leading zeros belong to it
        ");
        assert!(said(account("me")).starts_with("`me` is not an AWS account ID"));
    }

    #[test]
    fn an_az_name_is_refused_with_the_command_that_finds_the_id() {
        insta::assert_snapshot!(said(zone("us-east-1a")), @r"
        `us-east-1a` is an AZ name, which stands for another zone in every account; an AZ ID like `use1-az1` belongs here
          hint: with the account that the name is from: `aws ec2 describe-availability-zones --region us-east-1 --zone-names us-east-1a --query 'AvailabilityZones[].ZoneId' --output text`
        ");
        assert!(said(zone("us-east-1")).starts_with("`us-east-1` is a region"));
        assert!(said(zone("zone one")).starts_with("`zone one` is not an AZ ID"));
    }

    #[test]
    fn what_is_not_a_region_is_told_what_it_is() {
        assert!(said(region("us-east-1a")).contains("its region is `us-east-1`"));
        assert!(said(region("use1-az1")).contains("an AZ ID, not a region"));
        for text in ["us-east1", "gcp-us-east1", "useast1", "N. Virginia", "", "aws-"] {
            assert!(said(region(text)).contains("is not an AWS region"), "{text}");
        }
    }

    #[test]
    fn an_endpoint_service_of_the_wrong_form_is_told_which_part_is_wrong() {
        let cases = [
            ("vpce-svc-0123456789abcdef0", "only the last part"),
            ("vpce-0fedcba9876543210", "a VPC endpoint ID"),
            ("com.amazonaws.us-east-1.s3", "is not the name of an endpoint service"),
            (
                "com.amazonaws.vpce.us-east-1a.vpce-svc-0123456789abcdef0",
                "`us-east-1a`, which is not a region",
            ),
            ("com.amazonaws.vpce.us-east-1.vpce-svc-0123", "ends in `vpce-svc-0123`"),
            ("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdefg", "ends in"),
            ("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0.x", "ends in"),
        ];
        for (text, part) in cases {
            assert!(
                said(endpoint_service(text)).contains(part),
                "{text}: {}",
                said(endpoint_service(text))
            );
        }
    }
}
