import { join } from 'node:path';
import { deploy, text } from './files.mjs';
import { GAPS, filled } from './policies.mjs';
import { problem } from './report.mjs';

const ECS = 'arn:aws:ecs:eu-west-1:123456789012';
const RDS = 'arn:aws:rds:eu-west-1:123456789012';

/** What each call of the AWS CLI needs, as AWS documents it: an action, and the kind of resource that an option names. */
const NEEDS = {
  'ecs run-task': [['ecs:RunTask', '--task-definition', id => `${ECS}:task-definition/${id}:1`]],
  'ecs describe-tasks': [['ecs:DescribeTasks', '--tasks', id => id]],
  'logs get-log-events': [['logs:GetLogEvents', '--log-stream-name', id => `arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/app:log-stream:${id}`]],
  'rds create-db-cluster-snapshot': made('CreateDBClusterSnapshot', 'cluster-snapshot', '--db-cluster-snapshot-identifier',
    ['cluster', '--db-cluster-identifier']),
  'rds describe-db-cluster-snapshots': [rds('DescribeDBClusterSnapshots', 'cluster-snapshot', '--db-cluster-snapshot-identifier')],
  'rds restore-db-cluster-from-snapshot': made('RestoreDBClusterFromSnapshot', 'cluster', '--db-cluster-identifier',
    ['cluster-snapshot', '--snapshot-identifier'], ['subgrp', '--db-subnet-group-name'], ['cluster-pg', '--db-cluster-parameter-group-name']),
  'rds describe-db-clusters': [rds('DescribeDBClusters', 'cluster', '--db-cluster-identifier')],
  'rds modify-db-cluster': [rds('ModifyDBCluster', 'cluster', '--db-cluster-identifier')],
  'rds create-db-instance': made('CreateDBInstance', 'db', '--db-instance-identifier', ['cluster', '--db-cluster-identifier']),
  'rds describe-db-instances': [rds('DescribeDBInstances', 'db', '--db-instance-identifier')],
};

function rds(action, kind, option) {
  return [`rds:${action}`, option, id => `${RDS}:${kind}:${id}`];
}

/** What is made gets tags. */
function made(action, kind, option, ...others) {
  return [rds(action, kind, option), rds('AddTagsToResource', kind, option), ...others.map(other => rds(action, ...other))];
}

/** Holds the calls of a script for the cluster and the task definition `app` against what its role may do; conditions are left out. */
export function expectAllowed(where, calls, ...policies) {
  const statements = policies.flatMap(file => filled(join(deploy, 'policies', file), { ...GAPS, ...restoring() }).Statement);
  for (const [, service, command, ...args] of calls) {
    const needs = NEEDS[`${service} ${command}`];
    needs ?? problem(where, `what aws ${service} ${command} needs is not known to this check`);
    for (const [action, option, arn] of needs ?? []) {
      const resource = arn(args[args.indexOf(option) + 1]);
      statements.some(statement => matches(statement.Action, action) && matches(statement.Resource, resource))
        || problem(where, `${action} on ${resource} is not allowed`);
    }
  }
}

function matches(patterns, name) {
  return [patterns].flat().some(pattern => new RegExp(`^${pattern.replace(/[.+$^()|[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`).test(name));
}

/** What the module `github` gives the role that restores, for a cluster `app`. */
function restoring() {
  const source = text(join(deploy, 'terraform/modules/github/main.tf'));
  const list = begin => [...source.split(begin)[1].split(']')[0].matchAll(/"\$\{local\.rds}:([^"]+)"/g)]
    .map(([, name]) => `${RDS}:${name.replace(/\$\{var\.\w+}/, 'app')}`);
  const restored = list('restored = [');
  return {
    restored_arns: restored, restore_arns: [...restored, ...GAPS.snapshot_tag_arns, ...list('concat(local.restored, [')],
    login_secret_arns: [], database_key_arns: [], key_services: [], grant_services: [],
  };
}
