import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { deploy, files, name, template, text } from './files.mjs';
import { problem } from './report.mjs';
import { resolve } from './cloudformation.mjs';

const ACCOUNT = 'arn:aws:ecs:eu-west-1:123456789012';
const secret = id => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${id}-AbCdEf`;
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1';
const IMAGES = 'arn:aws:ecr:eu-west-1:123456789012:repository/runner';
const LOGS = 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/app';
const RDS = 'arn:aws:rds:eu-west-1:123456789012';
const ROLES = 'arn:aws:iam::123456789012:role/app';

/** Parameters of the template, and the same for the policies' own gaps. */
const VALUES = {
  'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012', 'AWS::URLSuffix': 'amazonaws.com',
  Name: 'app', DeployKeySecretArn: secret('key'), DatabaseSecretArn: secret('db'), ReadOnlySecretArn: secret('ro'),
  SampleApplicationSecretArn: secret('app'), SecretKeyArn: KEY, RegistrySecretArn: secret('registry'), RegistryKeyArn: KEY,
  EcrRepositoryArn: IMAGES, DatabaseResourceId: 'cluster-ABC', DatabaseIamUser: 'migrator', SnapshotCluster: 'app',
  'Cluster.Arn': `${ACCOUNT}:cluster/app`, 'TaskRole.Arn': `${ROLES}-task`,
  'ExecutionRole.Arn': `${ROLES}-execution`,
};
export const GAPS = {
  secret_arns: [secret('key'), secret('db'), secret('ro'), secret('app')], parameter_arns: [], secret_key_arns: [KEY],
  secrets_service: 'secretsmanager.eu-west-1.amazonaws.com', value_key_arns: [], parameter_key_arns: [],
  parameters_service: 'ssm.eu-west-1.amazonaws.com',
  database_user_arns: ['arn:aws:rds-db:eu-west-1:123456789012:dbuser:cluster-ABC/migrator'],
  snapshot_arns: [`${RDS}:cluster:app`, `${RDS}:cluster-snapshot:slipway-app-*`], snapshot_tag_arns: [`${RDS}:cluster-snapshot:slipway-app-*`],
  registry_secret_arns: [secret('registry')], registry_key_arns: [KEY],
  ecr_login_arns: ['*'], ecr_repository_arns: [IMAGES], log_group_arns: [`${LOGS}:*`], log_stream_arns: [`${LOGS}:log-stream:app/*`],
  cluster_arn: `${ACCOUNT}:cluster/app`, task_definition_arns: [`${ACCOUNT}:task-definition/app:*`],
  role_arns: [`${ROLES}-task`, `${ROLES}-execution`], task_arns: [`${ACCOUNT}:task/app/*`],
  task_definition_prefix: `${ACCOUNT}:task-definition/app:`,
};

/** A template of Terraform's, filled. */
export function filled(path, gaps) {
  return JSON.parse(text(path).replace(/\$\{jsonencode\((\w+)\)}/g, (all, gap) => {
    if (gaps[gap] === undefined) {
      throw new Error(`${name(path)}: no value for ${gap}`);
    }
    return JSON.stringify(gaps[gap]);
  }));
}

const policy = (file, keep = () => true) => {
  const document = filled(join(deploy, 'policies', file), GAPS);
  document.Statement = document.Statement.filter(statement => statement.Resource.length && keep(statement.Sid));
  return document;
};

/** CloudFormation's template gives the same roles and the same rule as the files that Terraform fills. */
export function comparePolicies() {
  const { Resources } = template(join(deploy, 'cloudformation/runner.yaml'));
  const of = role => resolve(Resources[role].Properties.Policies[0].PolicyDocument, VALUES, () => true);
  same('the task role', of('TaskRole'), policy('task-role.json.tftpl'));
  same('the execution role', of('ExecutionRole'), policy('execution-role.json.tftpl'));
  same('the scheduler role', of('SchedulerRole'), policy('start-task.json.tftpl', sid => ['RunTask', 'PassRoles'].includes(sid)));
  same('the rule for failures', resolve(Resources.FailureRule.Properties.EventPattern, VALUES, () => true),
    filled(join(deploy, 'events/task-failed.json.tftpl'), GAPS));
}

function same(what, ofTemplate, ofFile) {
  if (!isDeepStrictEqual(ofTemplate, ofFile)) {
    const lines = [ofTemplate, ofFile].map(document => JSON.stringify(document, null, 1).split('\n'));
    const at = lines[0].findIndex((line, index) => line !== lines[1][index]);
    problem(what, `line ${at + 1} is ${lines[0][at]?.trim()} of CloudFormation, ${lines[1][at]?.trim()} of the file`);
  }
}

/** No role has "*" but where an action knows no resources; and Terraform takes policies of roles from the files only. */
export function everythingIsNamed() {
  for (const path of files(join(deploy, 'policies'), '.tftpl')) {
    /"(Action|NotAction|NotResource|Principal)": ("\*|\[\s*"\*)/.test(text(path)) && problem(name(path), 'a "*" for everything');
    /"Resource": (?!\$\{)/.test(text(path)) && problem(name(path), 'a resource that nobody gave');
  }
  for (const path of files(join(deploy, 'terraform'), '.tf')) {
    for (const [, line] of text(path).matchAll(/^\s*(policy\s*=.*|policy_arn\s*=.*)$/gm)) {
      /= (jsonencode\(merge\(local\.|local\.snapshots|var\.start_policy|data\.aws_iam_policy_document\.(key|failures)\.json)/.test(line.replace(/\s+/g, ' '))
        || problem(name(path), `a policy from elsewhere: ${line.trim()}`);
    }
  }
  const allowed = new Map([['runner.yaml', 1], ['database.yaml', 1], ['network.yaml', 0]]);
  for (const path of files(join(deploy, 'cloudformation'), '.yaml')) {
    const stars = text(path).match(/^\s*(Resource: '\*'|- '\*')$/gm)?.length ?? 0;
    stars === allowed.get(path.split('/').pop()) || problem(name(path), `${stars} times "*" as a resource`);
  }
}
