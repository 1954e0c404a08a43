import { createRequire } from 'node:module';
import { problem } from './report.mjs';

const { loadAwsServiceSpecSync } = createRequire(import.meta.url)('@aws-cdk/aws-service-spec');
const FUNCTIONS = /^(Ref|Condition|Fn::\w+)$/;
let database;

const spec = () => (database ??= loadAwsServiceSpecSync());
const typeOf = cloudFormationType => [...spec().lookup('resource', 'cloudFormationType', 'equals', cloudFormationType)][0];

/** Types, properties and references of a template, by AWS's own specification. */
export function checkTemplate(where, template) {
  const { Parameters = {}, Conditions = {}, Resources, Outputs = {} } = template;
  const used = new Set();
  for (const [id, resource] of Object.entries(Resources)) {
    const type = typeOf(resource.Type);
    if (!type) {
      problem(`${where} ${id}`, `there is no type ${resource.Type}`);
      continue;
    }
    checkProperties(`${where} ${id}`, type.properties, resource.Properties ?? {});
    references(resource).forEach(reference => used.add(reference));
    for (const other of [resource.DependsOn ?? []].flat()) {
      Resources[other] ?? problem(`${where} ${id}`, `DependsOn ${other} is not there`);
    }
    if (resource.Condition) {
      used.add(`condition ${resource.Condition}`);
    }
  }
  [Conditions, Outputs, template.Rules ?? {}].flatMap(references).forEach(reference => used.add(reference));
  for (const reference of used) {
    const [kind, target, attribute] = reference.split(' ');
    if (kind === 'condition') {
      Conditions[target] ?? problem(where, `condition ${target} is not declared`);
    } else if (!target.startsWith('AWS::') && !Parameters[target] && !Resources[target]) {
      problem(where, `${target} is neither a parameter nor a resource`);
    } else if (attribute && !hasAttribute(Resources[target], attribute)) {
      problem(where, `${target} has no attribute ${attribute}`);
    }
  }
  Object.keys(Parameters)
    .filter(parameter => !used.has(`value ${parameter}`))
    .forEach(parameter => problem(where, `parameter ${parameter} is not used`));
  Object.keys(Conditions)
    .filter(condition => !used.has(`condition ${condition}`))
    .forEach(condition => problem(where, `condition ${condition} is not used`));
}

function hasAttribute(resource, attribute) {
  const type = resource && typeOf(resource.Type);
  return Boolean(type && (type.attributes[attribute] || type.properties[attribute.split('.')[0]]));
}

/** What a part of a template names: "value NAME", "value NAME ATTRIBUTE", "condition NAME". */
function references(node) {
  if (Array.isArray(node)) {
    return node.flatMap(references);
  }
  if (node === null || typeof node !== 'object') {
    return [];
  }
  return Object.entries(node).flatMap(([key, value]) => {
    switch (key) {
      case 'Ref':
        return [`value ${value}`];
      case 'Condition':
        return typeof value === 'string' ? [`condition ${value}`] : references(value);
      case 'Fn::GetAtt':
        return [`value ${value.join(' ')}`];
      case 'Fn::If':
        return [`condition ${value[0]}`, ...references(value.slice(1))];
      case 'Fn::Sub':
        return [...value.matchAll(/\$\{([\w:]+)(?:\.([\w.]+))?}/g)].map(([, name, attribute]) =>
          attribute ? `value ${name} ${attribute}` : `value ${name}`);
      default:
        return references(value);
    }
  });
}

export function checkProperties(where, declared, given) {
  for (const [name, value] of Object.entries(given)) {
    declared[name] ? checkValue(`${where}.${name}`, declared[name].type, value) : problem(where, `there is no property ${name}`);
  }
  for (const [name, property] of Object.entries(declared)) {
    if (property.required && given[name] === undefined) {
      problem(where, `property ${name} is required`);
    }
  }
}

function checkValue(where, type, value) {
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (keys.length === 1 && FUNCTIONS.test(keys[0])) {
    if (keys[0] === 'Fn::If') {
      value['Fn::If'].slice(1).forEach(branch => checkValue(where, type, branch));
    }
    return;
  }
  switch (type.type) {
    case 'array':
      if (!Array.isArray(value)) {
        problem(where, 'a list is needed');
      } else {
        value.forEach((element, index) => checkValue(`${where}[${index}]`, type.element, element));
      }
      break;
    case 'map':
      Object.entries(value).forEach(([key, element]) => checkValue(`${where}.${key}`, type.element, element));
      break;
    case 'ref':
      checkProperties(where, spec().get('typeDefinition', type.reference.$ref).properties, value);
      break;
    case 'tag':
      Object.keys(value).sort().join() === 'Key,Value' || problem(where, 'a tag has Key and Value');
      break;
    case 'union':
    case 'json':
    case 'date-time':
      break;
    case 'string':
      ['string', 'number'].includes(typeof value) || problem(where, 'a text is needed');
      break;
    case 'boolean':
      [true, false, 'true', 'false'].includes(value) || problem(where, 'true or false is needed');
      break;
    case 'number':
    case 'integer':
      /^-?\d+(\.\d+)?$/.test(String(value)) || problem(where, 'a number is needed');
      break;
    default:
      problem(where, `the type '${type.type}' is not known to this check`);
  }
}

/** Input of `aws … register-…`, which is what CloudFormation takes, but with small letters. */
export function checkInput(where, cloudFormationType, input) {
  checkProperties(where, typeOf(cloudFormationType).properties, capital(input));
}

/** Names of maps that are the user's own keep their letters. */
const OWN_NAMES = new Set(['options', 'parameters']);
const OTHERWISE = { efsVolumeConfiguration: 'EFSVolumeConfiguration', fileSystemId: 'FilesystemId', iam: 'IAM' };

function capital(node, inside = '') {
  if (Array.isArray(node)) {
    return node.map(element => capital(element));
  }
  if (node === null || typeof node !== 'object') {
    return node;
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) =>
    [OWN_NAMES.has(inside) ? key : OTHERWISE[key] ?? key[0].toUpperCase() + key.slice(1), capital(value, key)]));
}

/** A part of a template with values for parameters, attributes and conditions put in. */
export function resolve(node, values, conditions) {
  if (Array.isArray(node)) {
    return node.map(element => resolve(element, values, conditions)).filter(element => element !== undefined);
  }
  if (node === null || typeof node !== 'object') {
    return node;
  }
  const [key] = Object.keys(node);
  switch (key) {
    case 'Ref':
      return node.Ref === 'AWS::NoValue' ? undefined : known(values, node.Ref);
    case 'Fn::GetAtt':
      return known(values, node[key].join('.'));
    case 'Fn::Sub':
      return node[key].replace(/\$\{([\w:.]+)}/g, (all, name) => known(values, name));
    case 'Fn::If':
      return resolve(node[key][conditions(node[key][0]) ? 1 : 2], values, conditions);
    default:
      return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolve(value, values, conditions)]));
  }
}

function known(values, name) {
  if (values[name] === undefined) {
    throw new Error(`no value for ${name}`);
  }
  return values[name];
}
