// Pins of example.com, api.example.com, beta.example.com, made by livepin on 2026-11-26; safe until 2027-06-01.
// kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg= = leaf: CN=leaf (until 2027-01-01)
// kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc= = intermediate: CN=intermediate (until 2027-01-01)
// kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY= = backup: backup.pem
// kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU= = leaf: CN=leaf (until 2027-01-01)
// kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ= = backup: backup.pem

#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

public static class PinnedKeys
{
    private static readonly HashSet<string> NoPins = new();

    private static readonly Dictionary<string, (bool Subdomains, HashSet<string> Pins)> Hosts = new()
    {
        ["api.example.com"] = (false, new HashSet<string> { "kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=", "kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ=" }),
        ["beta.example.com"] = (false, new HashSet<string> { }),
        ["example.com"] = (true, new HashSet<string> { "kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg=", "kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc=", "kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY=" }),
    };

    /// <summary>For new HttpClient(PinnedKeys.CreateHandler()).</summary>
    public static HttpClientHandler CreateHandler() => new() { ServerCertificateCustomValidationCallback = Judge };

    private static bool Judge(
        HttpRequestMessage request, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // Without errors the chain is the verified path, and the name of the host was checked.
        if (errors != SslPolicyErrors.None || chain is null || request.RequestUri is null) return false;
        var pins = PinsFor(request.RequestUri.IdnHost);
        return pins.Count == 0 || chain.ChainElements.Any(element => pins.Contains(PinOf(element.Certificate)));
    }

    private static string PinOf(X509Certificate2 certificate) =>
        Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Of the most specific name; empty where the host is not pinned.</summary>
    private static HashSet<string> PinsFor(string host)
    {
        // From 2027-06-01 on nothing is pinned: an app that is not updated must not lose its servers for ever.
        if (DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= 1811808000) return NoPins;
        var name = host.ToLowerInvariant();
        if (name.EndsWith('.')) name = name[..^1];
        if (Hosts.TryGetValue(name, out var own)) return own.Pins;
        for (var dot = name.IndexOf('.'); dot != -1; dot = name.IndexOf('.', dot + 1))
        {
            if (Hosts.TryGetValue(name[(dot + 1)..], out var above) && above.Subdomains) return above.Pins;
        }
        return NoPins;
    }
}
