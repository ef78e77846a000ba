/** What is pasted into a repository so that its CI lints each change, and every day, since servers change without one. */
export const workflows = { github, gitlab } as const;

export type CiSystem = keyof typeof workflows;

function github(version: string): string {
  return `# .github/workflows/livepin.yml
name: livepin lint
on:
  push:
    branches: [main]
  pull_request:
  schedule:
    # Every day: a server can change its keys without a change here.
    - cron: '17 5 * * *'
permissions:
  contents: read
  # For the upload of what was found to "Code scanning".
  security-events: write
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npx --yes livepin@${version} lint --sarif livepin.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always() && hashFiles('livepin.sarif') != ''
        with:
          sarif_file: livepin.sarif
`;
}

function gitlab(version: string): string {
  return `# .gitlab-ci.yml; for a run every day, make a pipeline schedule: a server can change its keys without a change here.
livepin-lint:
  image: node:24
  stage: test
  script:
    - npx --yes livepin@${version} lint --junit livepin.xml
  artifacts:
    when: always
    reports:
      junit: livepin.xml
`;
}
