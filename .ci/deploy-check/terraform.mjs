import { join, resolve } from 'node:path';
import { readdirSync, existsSync } from 'node:fs';
import { parse } from '@cdktf/hcl2json';
import { name, text } from './files.mjs';
import { problem } from './report.mjs';

/** Parses a module and holds its references against what is declared. It does not know the provider's schema. */
export async function checkModule(directory) {
  const module = await load(directory);
  const where = name(directory);
  const all = JSON.stringify(module);
  for (const [variable, [declaration]] of Object.entries(module.variable ?? {})) {
    declaration.description && declaration.type || problem(where, `variable ${variable} needs a type and a description`);
    new RegExp(`\\bvar\\.${variable}\\b`).test(all) || problem(where, `variable ${variable} is not used`);
  }
  for (const [output, [declaration]] of Object.entries(module.output ?? {})) {
    declaration.description || problem(where, `output ${output} needs a description`);
  }
  for (const [, variable] of all.matchAll(/\bvar\.(\w+)/g)) {
    module.variable?.[variable] ?? problem(where, `variable ${variable} is not declared`);
  }
  const locals = Object.assign({}, ...(module.locals ?? []));
  for (const [, local] of all.matchAll(/\blocal\.(\w+)/g)) {
    local in locals || problem(where, `local ${local} is not declared`);
  }
  for (const [, data, type, id] of all.matchAll(/(?<![\w."/-])(data\.|ephemeral\.)?(aws_\w+)\.(\w+)/g)) {
    const kind = data ? data.slice(0, -1) : 'resource';
    module[kind]?.[type]?.[id] ?? problem(where, `${kind} ${type}.${id} is not declared`);
  }
  await checkCalls(directory, where, module, all);
  checkTemplates(directory, where, module, locals);
}

async function load(directory) {
  const merged = {};
  for (const file of readdirSync(directory).filter(file => file.endsWith('.tf')).sort()) {
    merge(merged, await parse(file, text(join(directory, file))));
  }
  return merged;
}

function merge(into, from) {
  for (const [key, value] of Object.entries(from)) {
    if (Array.isArray(value)) {
      into[key] = [...(into[key] ?? []), ...value];
    } else {
      merge(into[key] ??= {}, value);
    }
  }
}

async function checkCalls(directory, where, module, all) {
  for (const [id, [call]] of Object.entries(module.module ?? {})) {
    const called = await load(resolve(directory, call.source));
    for (const argument of Object.keys(call).filter(argument => argument !== 'source')) {
      called.variable?.[argument] ?? problem(where, `module ${id} has no variable ${argument}`);
    }
    for (const [variable, [declaration]] of Object.entries(called.variable ?? {})) {
      'default' in declaration || variable in call || problem(where, `module ${id} needs ${variable}`);
    }
    for (const [, output] of all.matchAll(new RegExp(`\\bmodule\\.${id}\\.(\\w+)`, 'g'))) {
      called.output?.[output] ?? problem(where, `module ${id} has no output ${output}`);
    }
  }
}

/** Every file that is filled is there, and is given all its gaps and nothing else. */
function checkTemplates(directory, where, module, locals) {
  const all = JSON.stringify(module).replaceAll('\\"', '"').replaceAll('\\n', '\n');
  for (const [, path, gaps] of all.matchAll(/templatefile\("([^"]+)",\s*\{(.*?)\n\s*\}\)/gs)) {
    const file = resolve(path.replace('${local.policies}', String(locals.policies)).replace('${path.module}', directory));
    if (!existsSync(file)) {
      problem(where, `${name(file)} is not there`);
      continue;
    }
    const given = new Set([...gaps.matchAll(/^\s*(\w+)\s*= /gm)].map(([, gap]) => gap));
    const needed = new Set([...text(file).matchAll(/\$\{jsonencode\((\w+)\)}/g)].map(([, gap]) => gap));
    [...needed].filter(gap => !given.has(gap)).forEach(gap => problem(where, `${name(file)} needs ${gap}`));
    [...given].filter(gap => !needed.has(gap)).forEach(gap => problem(where, `${name(file)} has no use for ${gap}`));
  }
}
