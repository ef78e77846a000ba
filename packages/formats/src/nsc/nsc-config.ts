import type { ReadProblem, Span } from '../read-config.ts';
import { attribute, elementsOf, textOf, type XmlElement } from '../text/xml.ts';

/** A Network Security Config as Android reads it (`android.security.net.config.XmlConfigSource`). */
export interface Nsc {
  readonly base: NscConfig | null;
  readonly domains: readonly NscConfig[];
  readonly debug: NscConfig | null;
}

export type NscKind = 'base-config' | 'domain-config' | 'debug-overrides';

export interface NscConfig {
  readonly kind: NscKind;
  readonly element: XmlElement;
  readonly parent: NscConfig | null;
  readonly cleartext: { readonly value: boolean; readonly span: Span } | null;
  readonly domains: readonly NscDomain[];
  readonly pinSet: NscPinSet | null;
  readonly trustAnchors: readonly NscCertificates[] | null;
  readonly nested: readonly NscConfig[];
}

export interface NscDomain {
  /** Without white space around it. */
  readonly text: string;
  readonly span: Span;
  readonly includeSubdomains: boolean;
  readonly element: XmlElement;
}

export interface NscPinSet {
  readonly element: XmlElement;
  readonly expiration: { readonly text: string; readonly span: Span } | null;
  readonly pins: readonly NscPin[];
}

export interface NscPin {
  readonly digest: string | null;
  /** Without white space around it. */
  readonly text: string;
  readonly span: Span;
  readonly element: XmlElement;
}

export interface NscCertificates {
  readonly src: string | null;
  readonly overridePins: boolean;
  readonly element: XmlElement;
}

const children: Readonly<Record<string, readonly string[]>> = {
  // `localhost` and `domainEncryption` are of API 37, `certificateTransparency` of API 36, `trustkit-config` of TrustKit.
  'network-security-config': ['base-config', 'domain-config', 'debug-overrides', 'localhost'],
  'base-config': ['trust-anchors', 'certificateTransparency', 'domainEncryption'],
  'domain-config': [
    'domain',
    'pin-set',
    'trust-anchors',
    'domain-config',
    'certificateTransparency',
    'domainEncryption',
    'trustkit-config',
  ],
  'debug-overrides': ['trust-anchors', 'certificateTransparency', 'domainEncryption'],
  'pin-set': ['pin'],
  'trust-anchors': ['certificates'],
};

const attributes: Readonly<Record<string, readonly string[]>> = {
  'network-security-config': [],
  'base-config': ['cleartextTrafficPermitted', 'hstsEnforced'],
  'domain-config': ['cleartextTrafficPermitted', 'hstsEnforced'],
  'debug-overrides': ['cleartextTrafficPermitted', 'hstsEnforced'],
  domain: ['includeSubdomains'],
  'pin-set': ['expiration'],
  pin: ['digest'],
  'trust-anchors': [],
  certificates: ['src', 'overridePins'],
};

/**
 * Reads the tree of a file. What makes Android throw, so that the app crashes at its first connection (rule
 * `nsc-structure`), and what it passes over in silence (`nsc-unknown-element`) becomes a problem; reading goes on.
 */
export function readNsc(root: XmlElement, problems: ReadProblem[]): Nsc {
  return new NscReader(problems).root(root);
}

/** Every domain-config, nested ones after the one they stand in. */
export function allDomainConfigs(configs: readonly NscConfig[]): NscConfig[] {
  return configs.flatMap((config) => [config, ...allDomainConfigs(config.nested)]);
}

/** Domains for a sentence: their names, or the first few of many. */
export function someOf(domains: readonly NscDomain[]): string {
  const names = domains.slice(0, 5).map((domain) => domain.text.slice(0, 100));
  return names.join(', ') + (domains.length > names.length ? ` and ${domains.length - names.length} more` : '');
}

/** The pin set that holds for a config: its own, even an empty one, or that of the nearest config around it. */
export function pinSetOf(config: NscConfig): NscPinSet | null {
  return config.pinSet ?? (config.parent ? pinSetOf(config.parent) : null);
}

class NscReader {
  readonly #problems: ReadProblem[];

  constructor(problems: ReadProblem[]) {
    this.#problems = problems;
  }

  root(root: XmlElement): Nsc {
    if (root.name !== 'network-security-config') {
      this.#crash(`The outermost element is <${root.name}> in place of <network-security-config>.`, root.span);
    }
    this.#passedOver(root);
    const named = (name: NscKind) => elementsOf(root).filter((child) => child.name === name);
    const only = (name: NscKind) => {
      const [first, ...more] = named(name).map((element) => this.#config(element, name, null));
      for (const { element } of more) this.#crash(`There is a second <${name}>.`, element.span);
      return first ?? null;
    };
    return {
      base: only('base-config'),
      domains: named('domain-config').map((element) => this.#config(element, 'domain-config', null)),
      debug: only('debug-overrides'),
    };
  }

  #config(element: XmlElement, kind: NscKind, parent: NscConfig | null): NscConfig {
    this.#passedOver(element);
    const cleartext = attribute(element, 'cleartextTrafficPermitted');
    const found = elementsOf(element);
    const named = (name: string) => found.filter((child) => child.name === name);
    const inDomainConfig = (name: string) => {
      const all = named(name);
      if (kind === 'domain-config') return all;
      for (const { span } of all) this.#crash(`<${name}> is not allowed in <${kind}>.`, span);
      return [];
    };
    const [pinSet, ...morePinSets] = inDomainConfig('pin-set');
    const [anchors, ...moreAnchors] = named('trust-anchors');
    for (const more of [...morePinSets, ...moreAnchors]) {
      this.#crash(`There is a second <${more.name}> in one <${kind}>.`, more.span);
    }
    const domains = inDomainConfig('domain').map((domain) => this.#domain(domain));
    if (kind === 'domain-config' && domains.length === 0) {
      this.#crash('A <domain-config> names no <domain>.', tagOf(element));
    }
    const nested: NscConfig[] = [];
    const config: NscConfig = {
      kind,
      element,
      parent,
      cleartext: cleartext && { value: booleanOf(cleartext.value, true), span: cleartext.span },
      domains,
      pinSet: pinSet ? this.#pinSet(pinSet) : null,
      trustAnchors: anchors ? this.#anchors(anchors, kind) : null,
      nested,
    };
    for (const inner of inDomainConfig('domain-config')) nested.push(this.#config(inner, 'domain-config', config));
    return config;
  }

  #domain(element: XmlElement): NscDomain {
    this.#passedOver(element);
    const { text, span } = this.#onlyText(element);
    const subdomains = attribute(element, 'includeSubdomains');
    return { text, span, includeSubdomains: subdomains ? booleanOf(subdomains.value, false) : false, element };
  }

  #pinSet(element: XmlElement): NscPinSet {
    this.#passedOver(element);
    const expiration = attribute(element, 'expiration');
    const pins = elementsOf(element).filter((child) => child.name === 'pin');
    return {
      element,
      expiration: expiration && { text: expiration.value, span: expiration.valueSpan },
      pins: pins.map((pin) => this.#pin(pin)),
    };
  }

  #pin(element: XmlElement): NscPin {
    this.#passedOver(element);
    const digest = attribute(element, 'digest');
    if (digest?.value.toUpperCase() !== 'SHA-256') {
      const says = digest ? `says digest="${digest.value.slice(0, 40)}"` : 'has no digest';
      this.#crash(`A <pin> ${says}; only digest="SHA-256" is known.`, digest?.span ?? element.span);
    }
    return { digest: digest?.value ?? null, ...this.#onlyText(element), element };
  }

  #anchors(element: XmlElement, kind: NscKind): NscCertificates[] {
    this.#passedOver(element);
    return elementsOf(element)
      .filter((child) => child.name === 'certificates')
      .map((certificates) => {
        this.#passedOver(certificates);
        const src = attribute(certificates, 'src');
        // "wfa" is known to the platform though not documented: the roots of the Wi-Fi Alliance.
        if (!src || !(src.value.startsWith('@') || ['system', 'user', 'wfa'].includes(src.value))) {
          const says = src ? `says src="${src.value.slice(0, 40)}"` : 'has no src';
          this.#crash(
            `<certificates> ${says}; "system", "user" or "@raw/…" is needed.`,
            src?.span ?? certificates.span,
          );
        }
        const override = attribute(certificates, 'overridePins');
        const byDefault = kind === 'debug-overrides';
        const overridePins = override ? booleanOf(override.value, byDefault) : byDefault;
        return { src: src?.value ?? null, overridePins, element: certificates };
      });
  }

  #onlyText(element: XmlElement): { readonly text: string; readonly span: Span } {
    const { text, span } = textOf(element);
    const inside = elementsOf(element)[0];
    if (inside) this.#crash(`A <${element.name}> has an element in it.`, inside.span);
    else if (text.trim() === '') this.#crash(`A <${element.name}> is empty.`, element.span);
    return { text: text.trim(), span };
  }

  #crash(what: string, span: Span): void {
    this.#problems.push({ rule: 'nsc-structure', sentence: `${what} The app crashes at its first connection.`, span });
  }

  #passedOver(element: XmlElement): void {
    const ignored = (what: string, span: Span) =>
      this.#problems.push({ rule: 'nsc-unknown-element', sentence: `Android passes over ${what}.`, span });
    const known = children[element.name];
    for (const child of known ? elementsOf(element) : []) {
      // What stands where it must not is another problem.
      if (!known?.includes(child.name) && !(child.name in children) && !(child.name in attributes)) {
        ignored(`<${child.name.slice(0, 40)}> in <${element.name}>`, tagOf(child));
      }
    }
    for (const { name, span } of element.attributes) {
      // A prefix belongs to tools.
      if (!name.includes(':') && name !== 'xmlns' && !attributes[element.name]?.includes(name)) {
        ignored(`the attribute ${name.slice(0, 40)} of <${element.name}>`, span);
      }
    }
  }
}

/** The opening tag of an element: enough to point at. */
function tagOf(element: XmlElement): Span {
  return { start: element.span.start, end: Math.min(element.inner.start, element.span.end) };
}

/** As aapt2 compiles it and the platform then reads it: numbers count, and anything else is as if not written. */
function booleanOf(text: string, byDefault: boolean): boolean {
  const written = text.trim();
  if (/^(?:true|TRUE|True)$/.test(written)) return true;
  if (/^(?:false|FALSE|False)$/.test(written)) return false;
  return /^(?:-?\d+|0[xX][0-9a-fA-F]+)$/.test(written) ? Number(written) !== 0 : byDefault;
}
