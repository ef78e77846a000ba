// Writes packages/admin/src/generated.ts, the types and operations of the admin API, from the OpenAPI document that the
// service itself answers. A script of our own, because openapi-typescript needs TypeScript 5.
// Usage: node scripts/generate-admin.ts [--check]     --check: change nothing, exit status 1 where the file is not up to date
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '@livepin/server';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { in: 'path' | 'query'; name: string; required: boolean; description?: string }[];
  readonly requestBody?: { content: { 'application/json': { schema: Schema } } };
  readonly responses: Readonly<Record<string, { content?: { 'application/json': { schema: Schema } } }>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const file = new URL('../packages/admin/src/generated.ts', import.meta.url);

async function readDocument(): Promise<OpenApi> {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-openapi-'));
  try {
    await using service = await startService({ folder: join(folder, 'data'), port: 0, onLine: () => undefined });
    return (await (await fetch(`${service.url}/v1/openapi.json`)).json()) as OpenApi;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(/^.*\//, '');
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'array':
      return `readonly (${typeOf(schema.items!)})[]`;
    case 'object':
      return schema.properties ? membersOf(schema) : `Readonly<Record<string, ${valueTypeOf(schema)}>>`;
    case undefined:
      return 'unknown';
    default:
      throw new Error(`This script knows no schema of the type ${schema.type}.`);
  }
}

function valueTypeOf({ additionalProperties }: Schema): string {
  return typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
}

function membersOf({ properties = {}, required = [] }: Schema): string {
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${comment(schema.description)}readonly ${name}${mark}: ${typeOf(schema)};\n`;
  });
  return `{\n${members.join('')}}`;
}

function comment(text: string | undefined): string {
  return text === undefined ? '' : `/** ${text} */\n`;
}

function operationsOf({ paths }: OpenApi) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

function answerOf({ responses }: Operation): string {
  const [, answer] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  return answer?.content ? typeOf(answer.content['application/json'].schema) : 'void';
}

function inputOf({ parameters = [], requestBody }: Operation, { components }: OpenApi): string {
  const body = requestBody?.content['application/json'].schema;
  const name = body ? typeOf(body) : null;
  const isBodyNeeded = name !== null && (components.schemas[name]?.required ?? []).length > 0;
  const members = [
    ...parameters.map((one) => ({ name: one.name, type: 'string', isNeeded: one.required, says: one.description })),
    ...(name === null ? [] : [{ name: 'body', type: name, isNeeded: isBodyNeeded, says: undefined }]),
  ];
  if (members.length === 0) return '';
  const fields = members.map(
    ({ name: field, type, isNeeded, says }) => `${comment(says)}readonly ${field}${isNeeded ? '' : '?'}: ${type};\n`,
  );
  return `input${members.some(({ isNeeded }) => isNeeded) ? '' : '?'}: {\n${fields.join('')}}`;
}

function write(document: OpenApi): string {
  const types = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${comment(schema.description)}export interface ${name} ${membersOf(schema)}\n`,
  );
  const methods = operationsOf(document).map(
    ({ path, method, operation }) =>
      `/** ${operation.summary}. \`${method} ${path}\` */\n${operation.operationId}(${inputOf(operation, document)}): Promise<${answerOf(operation)}>;\n`,
  );
  const table = operationsOf(document).map(({ path, method, operation }) => {
    const query = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => `'${name}'`);
    return `${operation.operationId}: { method: '${method}', path: '${path}', query: [${query.join(', ')}] },\n`;
  });
  return `// Made from the OpenAPI document of the service by scripts/generate-admin.ts.

${types.join('\n')}
/** Every call of the admin API. Times are seconds since 1970. */
export interface AdminApi {
${methods.join('\n')}}

export const operations = {
${table.join('')}} as const;
`;
}

function format(text: string): string {
  const arguments_ = ['format', '--stdin-file-path=packages/admin/src/generated.ts'];
  const { status, stdout, stderr } = spawnSync('biome', arguments_, { input: text, encoding: 'utf8' });
  if (status !== 0) throw new Error(`biome cannot format what was made: ${stderr}`);
  return stdout;
}

const text = format(write(await readDocument()));
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('packages/admin/src/generated.ts is not what the service says. Run: node scripts/generate-admin.ts');
  process.exitCode = 1;
}
