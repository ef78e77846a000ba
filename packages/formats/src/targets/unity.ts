import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { expiryReason, headerComment, quoted } from '../write/text.ts';

/**
 * Documentation: Unity, `CertificateHandler.ValidateCertificate`, which is given the server's certificate alone and takes
 * the place of Unity's own validation. The server's own key is proof of the server without any CA; a CA's key would not be.
 */
export const unity: Target = {
  id: 'unity',
  title: 'Unity, UnityWebRequest',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'Unity', compares: 'leaf', excludes: true });
    const rows = hosts.map(
      ({ host, subdomains, pins }) =>
        `        { "${host}", (${subdomains}, new HashSet<string> {${pins.length > 0 ? ` ${quoted(pins)}` : ''} }) },\n`,
    );
    const check =
      plan.expires === null
        ? ''
        : `        // ${expiryReason(plan.expires)}
        if (DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= ${plan.expires}) return null;
`;
    const text = `${headerComment(plan, '//')}
using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using UnityEngine.Networking;

/// <summary>Accepts a server by its own key alone. For UnityWebRequest.certificateHandler.</summary>
public sealed class PinnedCertificateHandler : CertificateHandler
{
    private static readonly Dictionary<string, (bool Subdomains, HashSet<string> Pins)> Hosts = new()
    {
${rows.join('')}    };

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
${check}        var name = host.ToLowerInvariant().TrimEnd('.');
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
`;
    return {
      files: [{ path: 'Assets/Scripts/PinnedCertificateHandler.cs', text }],
      steps: [
        'Call PinnedCertificateHandler.Pin(request) on every UnityWebRequest before SendWebRequest(); Unity 2021.2 (C# 9) or newer is needed.',
        'WebGL builds ignore certificate handlers: there the browser verifies, and nothing is pinned.',
      ],
      losses: [
        {
          rule: 'chain-not-verified',
          sentence:
            'Unity lets a handler take the place of its own validation: for pinned hosts the key alone decides, and dates, names and revocation of the certificate count for nothing.',
        },
        ...losses,
      ],
    };
  },
};
