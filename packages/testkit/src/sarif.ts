// The objects of SARIF 2.1.0 that are written here, as its JSON schema has them, which is closed: for each member its form, and
// a mark where it must be there. `name[]` is a list of such objects, `a|b` a choice of words.
const objects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sarifLog: { $schema: 'uri', version: '2.1.0!', runs: 'run[]!' },
  run: {
    tool: 'tool!',
    columnKind: 'utf16CodeUnits|unicodeCodePoints',
    originalUriBaseIds: 'bases',
    invocations: 'invocation[]',
    artifacts: 'artifact[]',
    results: 'result[]',
  },
  bases: { '%SRCROOT%': 'baseLocation' },
  baseLocation: { uri: 'uri', description: 'message' },
  tool: { driver: 'toolComponent!' },
  toolComponent: { name: 'text!', semanticVersion: 'text', rules: 'reportingDescriptor[]' },
  reportingDescriptor: {
    id: 'text!',
    shortDescription: 'multiformatMessageString',
    fullDescription: 'multiformatMessageString',
    help: 'multiformatMessageString',
    helpUri: 'uri',
    defaultConfiguration: 'reportingConfiguration',
    properties: 'propertyBag',
  },
  multiformatMessageString: { text: 'text!', markdown: 'text' },
  reportingConfiguration: { level: 'none|note|warning|error' },
  propertyBag: { tags: 'text[]', precision: 'text' },
  invocation: { executionSuccessful: 'flag!', toolExecutionNotifications: 'notification[]' },
  notification: { level: 'none|note|warning|error', message: 'message!' },
  message: { text: 'text', markdown: 'text' },
  artifact: { location: 'artifactLocation', roles: 'analysisTarget[]', hashes: 'hashes' },
  hashes: { 'sha-256': 'text' },
  result: {
    ruleId: 'text',
    ruleIndex: 'index',
    level: 'none|note|warning|error',
    message: 'message!',
    locations: 'location[]',
    partialFingerprints: 'fingerprints',
    suppressions: 'suppression[]',
    fixes: 'fix[]',
  },
  fingerprints: { 'livepin/v1': 'text' },
  location: { physicalLocation: 'physicalLocation', logicalLocations: 'logicalLocation[]' },
  logicalLocation: { name: 'text', fullyQualifiedName: 'text', kind: 'text' },
  physicalLocation: { artifactLocation: 'artifactLocation!', region: 'region' },
  artifactLocation: { uri: 'uri!', uriBaseId: 'text', index: 'index' },
  region: { startLine: 'place!', startColumn: 'place', endLine: 'place', endColumn: 'place' },
  suppression: { kind: 'inSource|external!', justification: 'text' },
  fix: { description: 'message', artifactChanges: 'artifactChange[]!' },
  artifactChange: { artifactLocation: 'artifactLocation!', replacements: 'replacement[]!' },
  replacement: { deletedRegion: 'region!', insertedContent: 'artifactContent' },
  artifactContent: { text: 'text' },
};

// RFC 3986, a URI or a relative reference: none of the characters that must be escaped.
const uri = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

/** What of a log is not as the standard wants it, as "runs[0].results[2].level: …"; nothing where all is well. */
export function sarifFaults(log: unknown): string[] {
  return [...faultsOf(log, 'sarifLog', ''), ...strayIndices(log as Log)];
}

function faultsOf(value: unknown, form: string, at: string): string[] {
  const fault = (what: string) => [`${at || 'the log'}: ${what}`];
  if (form.endsWith('[]')) {
    if (!Array.isArray(value)) return fault('is no list');
    const distinct = new Set(value.map((one) => JSON.stringify(one))).size === value.length;
    // The schema has `uniqueItems` for these.
    const mustDiffer = form === 'text[]' || form === 'reportingDescriptor[]' || form === 'artifact[]';
    return [
      ...value.flatMap((one, index) => faultsOf(one, form.slice(0, -2), `${at}[${index}]`)),
      ...(mustDiffer && !distinct ? fault('has something twice') : []),
    ];
  }
  const members = objects[form];
  if (members)
    return typeof value === 'object' && value !== null ? objectFaults(value, members, at) : fault('is no object');
  switch (form) {
    case 'text':
      return typeof value === 'string' ? [] : fault('is no text');
    case 'uri':
      return typeof value === 'string' && uri.test(value) ? [] : fault('is no URI');
    case 'flag':
      return typeof value === 'boolean' ? [] : fault('is not true or false');
    case 'index':
      return Number.isInteger(value) && Number(value) >= 0 ? [] : fault('is no index');
    case 'place':
      return Number.isInteger(value) && Number(value) >= 1 ? [] : fault('is no line or column');
    default:
      return form.split('|').includes(String(value)) ? [] : fault(`is none of ${form}`);
  }
}

function objectFaults(value: object, members: Readonly<Record<string, string>>, at: string): string[] {
  const place = (name: string) => (at === '' ? name : `${at}.${name}`);
  const strangers = Object.keys(value).filter((name) => !Object.hasOwn(members, name));
  return [
    ...strangers.map((name) => `${place(name)}: is no member of this object`),
    ...Object.entries(members).flatMap(([name, form]) => {
      const member: unknown = (value as Record<string, unknown>)[name];
      if (member !== undefined) return faultsOf(member, form.replace('!', ''), place(name));
      return form.endsWith('!') ? [`${place(name)}: is missing`] : [];
    }),
  ];
}

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules?: readonly { readonly id: string }[] } };
    readonly results?: readonly { readonly ruleId: string; readonly ruleIndex?: number }[];
  }[];
}

/** §3.27.6: where both are there, they mean the same rule. */
function strayIndices({ runs }: Log): string[] {
  return runs.flatMap(({ tool, results = [] }) =>
    results.flatMap(({ ruleId, ruleIndex }, index) =>
      ruleIndex === undefined || tool.driver.rules?.[ruleIndex]?.id === ruleId
        ? []
        : [`results[${index}]: its index is not that of ${ruleId}`],
    ),
  );
}
