use countersign::{ExpectedAudience, ExpectedIssuer, KeySet, Policy, UnixTime, Verifier};

fn main() -> Result<(), countersign::Error> {
    let keys = KeySet::parse("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\",\"alg\":\"EdDSA\",\"use\":\"sig\"}]}")?;
    let token = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImtQcktfcW14VldhWVZBOXd3QkY2SXVvM3ZWeno3VHhIQ1R3WEJ5Z3JTNGsifQ.eyJpc3MiOiJodHRwczovL2F1dGguZXhhbXBsZSIsImF1ZCI6ImFwaSIsInN1YiI6InVzZXItMSIsInNjb3BlIjoicmVhZCB3cml0ZSIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.wKFnC2Hcc5kVx17zI54xDHJO0M54asWiIAYDxoSlzYist6ILwh5veFiNPPJYuVqJ2ARiu6_5r6Ea2FOyMg1ICg";
    let policy = Policy::new(ExpectedIssuer::exactly("https://auth.example"), ExpectedAudience::any_of(["api"]))
        .with_types(["JWT"])?
        .with_scope(["read"])?;
    let now = UnixTime::from(std::time::SystemTime::now());
    let verified = Verifier::new(keys, policy).verify(token, now)?;
    println!("{:?}", verified.claims());
    Ok(())
}
