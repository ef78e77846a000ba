import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { expiryReason, headerComment, quoted } from '../write/text.ts';

/** Documentation: .NET, `HttpClientHandler.ServerCertificateCustomValidationCallback`; `PublicKey.ExportSubjectPublicKeyInfo`. */
export const dotnet: Target = {
  id: 'dotnet',
  title: '.NET and MAUI, HttpClient',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'The handler', compares: 'path', excludes: true });
    const rows = hosts.map(
      ({ host, subdomains, pins }) =>
        `        ["${host}"] = (${subdomains}, new HashSet<string> {${pins.length > 0 ? ` ${quoted(pins)}` : ''} }),\n`,
    );
    const check =
      plan.expires === null
        ? ''
        : `        // ${expiryReason(plan.expires)}
        if (DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= ${plan.expires}) return NoPins;
`;
    const text = `${headerComment(plan, '//')}
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
${rows.join('')}    };

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
${check}        var name = host.ToLowerInvariant();
        if (name.EndsWith('.')) name = name[..^1];
        if (Hosts.TryGetValue(name, out var own)) return own.Pins;
        for (var dot = name.IndexOf('.'); dot != -1; dot = name.IndexOf('.', dot + 1))
        {
            if (Hosts.TryGetValue(name[(dot + 1)..], out var above) && above.Subdomains) return above.Pins;
        }
        return NoPins;
    }
}
`;
    return {
      files: [{ path: 'PinnedKeys.cs', text }],
      steps: [
        'Make every HttpClient with new HttpClient(PinnedKeys.CreateHandler()); .NET 6 or newer is needed.',
        'In a MAUI app keep the default handlers; on Android and iOS the files of livepin generate android-nsc ats hold besides.',
        'Web views are not pinned by this.',
      ],
      losses,
    };
  },
};
