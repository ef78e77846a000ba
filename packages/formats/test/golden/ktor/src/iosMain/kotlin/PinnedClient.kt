// Pins of example.com, api.example.com, beta.example.com, made by livepin on 2026-11-26; safe until 2027-06-01.
// kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg= = leaf: CN=leaf (until 2027-01-01)
// kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc= = intermediate: CN=intermediate (until 2027-01-01)
// kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY= = backup: backup.pem
// kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU= = leaf: CN=leaf (until 2027-01-01)
// kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ= = backup: backup.pem

import io.ktor.client.HttpClient
import io.ktor.client.engine.darwin.Darwin
import io.ktor.client.engine.darwin.certificates.CertificatePinner
import platform.Foundation.NSDate
import platform.Foundation.timeIntervalSince1970

fun pinnedClient(): HttpClient = HttpClient(Darwin) {
    engine {
        // From 2027-06-01 on nothing is pinned: an app that is not updated must not lose its servers for ever.
        if (NSDate().timeIntervalSince1970 >= 1811808000.0) return@engine
        handleChallenge(
            CertificatePinner.Builder()
                .add("api.example.com", "sha256/kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=", "sha256/kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ=")
                .add("beta.example.com", "sha256/kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=")
                .add("**.example.com", "sha256/kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg=", "sha256/kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc=", "sha256/kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY=")
                .build()
        )
    }
}
