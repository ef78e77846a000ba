export { type AttackOptions, assertPinned, attack, placeOf, resolveBy } from './attack.ts';
export type { Connection, ReadRequest } from './connection.ts';
export { Adb } from './device/adb.ts';
export { DeviceLab, openDeviceLab } from './device/device-lab.ts';
export type { DeviceEvent, DeviceLabOptions } from './device/device-options.ts';
export { type DeviceProxy, setDeviceProxy } from './device/device-proxy.ts';
export type { Finished, HostStatus } from './device/device-runs.ts';
export { type Store, stores } from './device/device-trust.ts';
export { type Guide, type GuideFacts, guidesOf } from './device/guide.ts';
export { addressesFor } from './device/lan-addresses.ts';
export { qrLines } from './device/qr-code.ts';
export type { Move, PlannedTry } from './device/rotation.ts';
export type { Endpoint } from './endpoint.ts';
export { nameOf } from './endpoint.ts';
export { hashBuild } from './evidence/build-hash.ts';
export type { EvidenceFault } from './evidence/check-evidence.ts';
export { checkEvidence, evidenceIn } from './evidence/check-evidence.ts';
export { type ReportKey, readReportKey, readReportPublicKey } from './evidence/report-key.ts';
export { signatureFileOf, signReport, verifyReport } from './evidence/sign-report.ts';
export { openKeeper } from './keeper/keeper.ts';
export { listLeftovers, restoreLeftovers } from './keeper/restore.ts';
export type { Canary } from './leaks/canary.ts';
export { parseCanaries, parseCanary } from './leaks/canary.ts';
export type { FailOn, Failure } from './report/fail-on.ts';
export { failuresOf, parseFailOn } from './report/fail-on.ts';
export { LabProgress } from './report/lab-progress.ts';
export { parseReport, reportText } from './report/parse-report.ts';
export type {
  Cell,
  CellVerdict,
  HostVerdict,
  Report,
  ReportedHost,
  ReportedScenario,
  TryOutcome,
} from './report/report.ts';
export { reportFiles } from './report/report-files.ts';
export { formatTerminal } from './report/terminal.ts';
export { changedVariables, environmentOf } from './run/environment.ts';
export type { LabOptions } from './run/lab-options.ts';
export type { LabEvent, Listener } from './run/progress.ts';
export { runLab } from './run/run-lab.ts';
export { type TrustStore, writeTrustStore } from './run/trust-store.ts';
export { writeReport } from './run/write-report.ts';
export type { Pass, Scenario } from './scenario.ts';
export { scenarios } from './scenarios/scenarios.ts';
export { buildOfCommand } from './subject/build-of-command.ts';
export { commandSubject } from './subject/command.ts';
export { type Door, lineJsonSubject, say } from './subject/json-lines.ts';
export type { Exercise, Subject, World } from './subject.ts';
export type { ExpectedHost } from './verdict/coverage.ts';
