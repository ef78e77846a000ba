// What package managers fetched, builds wrote, and tools keep for themselves: none of it is the project's own to repair.
const skipped = new Set([
  ...[
    'node_modules',
    'bower_components',
    'Pods',
    'Carthage',
    'vendor',
    'Vendor',
    'vendored',
    'third_party',
    'third-party',
  ],
  ...['build', 'dist', 'out', 'target', 'obj', 'DerivedData', 'xcuserdata', 'intermediates', 'ephemeral', 'coverage'],
  ...['__pycache__', 'venv', 'site-packages', 'PackageCache'],
]);

// Of folders whose name begins with a dot, those that people write in.
const written = new Set(['.github', '.gitlab', '.circleci', '.buildkite', '.husky']);

/** Whether a folder of this name is passed over, wherever in a project it is. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith('.') ? !written.has(name) : skipped.has(name);
}
