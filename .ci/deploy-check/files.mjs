import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const project = fileURLToPath(new URL('../..', import.meta.url));
export const deploy = join(project, 'examples/fargate-runner/deploy');

export const text = path => readFileSync(path, 'utf8');
export const json = path => JSON.parse(text(path));
export const name = path => relative(project, path);

export function files(directory, end) {
  return readdirSync(directory)
    .map(file => join(directory, file))
    .flatMap(path => (statSync(path).isDirectory() ? files(path, end) : path.endsWith(end) ? [path] : []))
    .sort();
}

/** CloudFormation's short forms, as the long ones. */
const tags = [
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
  ...['And', 'Cidr', 'Equals', 'GetAZs', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Select', 'Split', 'Sub'].map(fn => [fn, `Fn::${fn}`]),
];

export function yaml(path, options = {}) {
  return parseAllDocuments(text(path), { uniqueKeys: true, ...options }).map(document => {
    if (document.errors.length || document.warnings.length) {
      throw new Error(`${name(path)}: ${[...document.errors, ...document.warnings].map(String).join('; ')}`);
    }
    return document.toJS();
  });
}

/** A template, with its short forms written out. */
export function template(path) {
  const documents = parseAllDocuments(text(path), { customTags: tags.flatMap(([tag]) => plain(tag)) });
  if (documents.length !== 1 || documents[0].errors.length) {
    throw new Error(`${name(path)}: ${documents[0].errors.map(String).join('; ')}`);
  }
  return long(documents[0].contents);
}

const plain = tag => [
  { tag: `!${tag}`, resolve: value => value },
  { tag: `!${tag}`, collection: 'seq' },
  { tag: `!${tag}`, collection: 'map' },
];

function long(node) {
  let value;
  if (node?.items && node.items[0]?.key !== undefined) {
    value = Object.fromEntries(node.items.map(pair => [pair.key.value, long(pair.value)]));
  } else if (node?.items) {
    value = node.items.map(long);
    if (node.constructor.name === 'YAMLMap') {
      value = {};
    }
  } else {
    value = node?.value ?? null;
  }
  const to = tags.find(([tag]) => node?.tag === `!${tag}`)?.[1];
  if (!to) {
    return value;
  }
  return { [to]: to === 'Fn::GetAtt' && typeof value === 'string' ? split(value) : value };
}

function split(value) {
  const dot = value.indexOf('.');
  return [value.slice(0, dot), value.slice(dot + 1)];
}
