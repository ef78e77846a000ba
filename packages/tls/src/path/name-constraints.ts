import type { Certificate } from '../certificate/certificate.ts';
import type { NameConstraints } from '../certificate/extensions.ts';
import type { GeneralName } from '../certificate/general-name.ts';
import { formOf, lies, readName, readTree } from './name-trees.ts';

// RFC 5280 §4.2.1.10. A constraint or a name that cannot be read for certain counts against the certificate.

const maxWork = 1_000_000;

/**
 * Checks of names in one search for paths: each pair of certificates once. Names times bytes of constraints is what they
 * cost, and all of them together are bounded: certificates have been made to make it cost seconds, and a few of them, each
 * in several variants, stand on hundreds of paths.
 */
export class NameChecks {
  readonly #known = new Map<string, string | null>();
  readonly #report: { nameWork: number };

  /** @param report counts names times bytes of constraints */
  constructor(report: { nameWork: number }) {
    this.#report = report;
  }

  /** @returns what is wrong with the names of `certificate` below `ca`, or null */
  violationOf(ca: Certificate, certificate: Certificate, isLeaf: boolean): string | null {
    const constraints = ca.extensions.nameConstraints;
    if (!constraints) return null;
    const pair = `${ca.fingerprint} ${certificate.fingerprint}`;
    const known = this.#known.get(pair);
    if (known !== undefined) return known;
    if (certificate.emailsOfSubject.includes(null)) return 'its subject has a mail address that cannot be read';
    const names = namesOf(certificate, isLeaf);
    const work = (names.length + 1) * constraints.size; // the constraints themselves are read too
    if (this.#report.nameWork + work > maxWork) return 'there are too many names to check against its name constraints';
    this.#report.nameWork += work;
    const violation = violationAmong(names, constraints);
    this.#known.set(pair, violation);
    return violation;
  }
}

function violationAmong(names: readonly GeneralName[], constraints: NameConstraints): string | null {
  const permitted = Map.groupBy(constraints.permitted.map(baseOf), ({ form }) => form);
  const excluded = Map.groupBy(constraints.excluded.map(baseOf), ({ form }) => form);
  for (const general of names) {
    const form = formOf(general);
    const [within, without] = [permitted.get(form) ?? [], excluded.get(form) ?? []];
    if (within.length + without.length === 0) continue;
    const name = readName(general);
    if (!name) return `its name ${show(general)} cannot be checked against name constraints`;
    if ([...within, ...without].some(({ tree }) => !tree))
      return 'its issuer has a name constraint that cannot be read';
    if (within.length > 0 && !within.some(({ tree }) => lies(name, tree!, 'within')))
      return `its name ${show(general)} is not permitted by name constraints`;
    if (without.some(({ tree }) => lies(name, tree!, 'touching')))
      return `its name ${show(general)} is excluded by name constraints`;
  }
  return null;
}

function baseOf(base: GeneralName) {
  return { form: formOf(base), tree: readTree(base) };
}

// The subject counts as a directory name, its mail addresses as mail addresses, and a leaf's common names as host names
// where no alternative name is one, since clients fall back on them. All that Node takes for a host name: OpenSSL leaves out
// those of one label, and those that end in a dot, so that a CA could sign what its constraints forbid.
function namesOf(certificate: Certificate, isLeaf: boolean): GeneralName[] {
  const alternative = certificate.extensions.subjectAltNames ?? [];
  const emails = certificate.emailsOfSubject.map((text) => ({ form: 'email', text: text ?? '' }) as const);
  const isHostLike = (text: string) => /^[A-Za-z0-9*_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(text);
  const countsCommonNames = isLeaf && !alternative.some(({ form }) => form === 'dns');
  const hosts = countsCommonNames ? certificate.commonNames.filter(isHostLike) : [];
  const subject =
    certificate.subjectName.length > 0 ? [{ form: 'directory', name: certificate.subjectName } as const] : [];
  return [...alternative, ...emails, ...hosts.map((text) => ({ form: 'dns', text }) as const), ...subject];
}

function show(name: GeneralName): string {
  if ('text' in name) return JSON.stringify(name.text.slice(0, 80));
  return `of the form ${name.form}`;
}
