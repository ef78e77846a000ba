// Pins of example.com, api.example.com, beta.example.com, made by livepin on 2026-11-26; safe until 2027-06-01.
// kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg= = leaf: CN=leaf (until 2027-01-01)
// kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc= = intermediate: CN=intermediate (until 2027-01-01)
// kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY= = backup: backup.pem
// kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU= = leaf: CN=leaf (until 2027-01-01)
// kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ= = backup: backup.pem

using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using UnityEngine.Networking;

/// <summary>Accepts a server by its own key alone. For UnityWebRequest.certificateHandler.</summary>
public sealed class PinnedCertificateHandler : CertificateHandler
{
    private static readonly Dictionary<string, (bool Subdomains, HashSet<string> Pins)> Hosts = new()
    {
        { "api.example.com", (false, new HashSet<string> { "kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=", "kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ=" }) },
        { "beta.example.com", (false, new HashSet<string> { }) },
        { "example.com", (true, new HashSet<string> { "kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg=", "kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY=" }) },
    };

    private readonly HashSet<string> pins;

    private PinnedCertificateHandler(HashSet<string> pins) => this.pins = pins;

    /// <summary>Makes the handler of a request; without pins for its host, Unity verifies as always.</summary>
    public static void Pin(UnityWebRequest request)
    {
        var pins = PinsFor(request.uri.IdnHost);
        if (pins == null || pins.Count == 0) return;
        request.certificateHandler = new PinnedCertificateHandler(pins);
        // The handler knows the keys of one host: a redirect to another one must be a request of its own.
        request.redirectLimit = 0;
    }

    protected override bool ValidateCertificate(byte[] certificate)
    {
        using var sha256 = SHA256.Create();
        try
        {
            return pins.Contains(Convert.ToBase64String(sha256.ComputeHash(PublicKeyInfo(certificate))));
        }
        catch (Exception error) when (error is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            return false; // no certificate
        }
    }

    /// <summary>Of the most specific name; null where the host is not pinned.</summary>
    private static HashSet<string> PinsFor(string host)
    {
        // From 2027-06-01 on nothing is pinned: an app that is not updated must not lose its servers for ever.
        if (DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= 1811808000) return null;
        var name = host.ToLowerInvariant().TrimEnd('.');
        if (Hosts.TryGetValue(name, out var own)) return own.Pins;
        for (var dot = name.IndexOf('.'); dot != -1; dot = name.IndexOf('.', dot + 1))
        {
            if (Hosts.TryGetValue(name.Substring(dot + 1), out var above) && above.Subdomains) return above.Pins;
        }
        return null;
    }

    /// <summary>The SubjectPublicKeyInfo of a certificate (RFC 5280, section 4.1), byte for byte.</summary>
    private static byte[] PublicKeyInfo(byte[] der)
    {
        var at = Content(der, Content(der, 0));
        // The version may be missing; serial number, signature, issuer, validity and subject follow.
        if (der[at] == 0xA0) at = End(der, at);
        for (var skipped = 0; skipped < 5; skipped++) at = End(der, at);
        var key = new byte[End(der, at) - at];
        Array.Copy(der, at, key, 0, key.Length);
        return key;
    }

    /// <summary>Where the content of the DER element at a place begins.</summary>
    private static int Content(byte[] der, int at) => at + 2 + (der[at + 1] < 0x80 ? 0 : der[at + 1] - 0x80);

    private static int End(byte[] der, int at)
    {
        var content = Content(der, at);
        if (der[at + 1] < 0x80) return content + der[at + 1];
        var length = 0;
        for (var index = at + 2; index < content; index++) length = checked((length << 8) | der[index]);
        return checked(content + length);
    }
}
