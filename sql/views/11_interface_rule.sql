-- Whose an ENI is that no instance of ours holds. AWS documents few of these texts: they are what published inventories
-- and Terraform exports of real accounts hold, and what public tools that sort ENIs look for.
create or replace view interface_rule as
select *
from (values
  (1, 'description', 'arn:aws:ecs:', null, 'ecs_task', 'arn:aws:ecs:us-east-1:111122223333:attachment/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
  (2, 'description', 'arn:aws-cn:ecs:', null, 'ecs_task', 'arn:aws-cn:ecs:cn-north-1:111122223333:attachment/0f1e2d3c-…'),
  (3, 'description', 'arn:aws-us-gov:ecs:', null, 'ecs_task', 'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:attachment/0f1e2d3c-…'),
  (4, 'description', 'AWS Lambda VPC ENI', '^AWS Lambda VPC ENI[-:] ?(.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$', 'lambda', 'AWS Lambda VPC ENI-thumbnails-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
  (5, 'description', 'ELB ', '^(ELB (?:(?:app|net|gwy)/)?[^/]+)', 'load_balancer', 'ELB app/web/50dc6c495c0c9188'),
  (6, 'description', 'aws-k8s-branch-eni', null, 'eks_pod', 'aws-k8s-branch-eni'),
  (7, 'description', 'Amazon EKS ', '^Amazon EKS (.+)$', 'eks_control_plane', 'Amazon EKS prod'),
  (8, 'description', 'Interface for NAT Gateway ', '(nat-[0-9a-f]+)', 'nat_gateway', 'Interface for NAT Gateway nat-0123456789abcdef0'),
  (9, 'description', 'VPC Endpoint Interface ', '(vpce-[0-9a-f]+)', 'vpc_endpoint', 'VPC Endpoint Interface vpce-0123456789abcdef0'),
  (10, 'description', 'Network Interface for Transit Gateway Attachment ', '(tgw-attach-[0-9a-f]+)', 'transit_gateway', 'Network Interface for Transit Gateway Attachment tgw-attach-0123456789abcdef0'),
  (11, 'description', 'Route 53 Resolver: ', '(rslvr-(?:in|out)-[0-9a-f]+)', 'resolver_endpoint', 'Route 53 Resolver: rslvr-out-0123456789abcdef0:rni-0123456789abcdef0'),
  (12, 'description', 'RDSNetworkInterface', null, 'rds', 'RDSNetworkInterface'),
  (13, 'description', 'Network interface for DBProxy ', '^Network interface for DBProxy (.+)$', 'rds_proxy', 'Network interface for DBProxy orders'),
  (14, 'description', 'ElastiCache', '^ElastiCache[ +](.+)$', 'elasticache', 'ElastiCache sessions-001'),
  (15, 'description', 'RedshiftNetworkInterface', null, 'redshift', 'RedshiftNetworkInterface'),
  (16, 'description', 'DMSNetworkInterface', null, 'dms', 'DMSNetworkInterface'),
  (17, 'description', 'DAX ', '^DAX (.+)$', 'dax', 'DAX orders'),
  (18, 'description', 'ES ', '^ES (.+)$', 'opensearch', 'ES search'),
  (19, 'description', 'EFS mount target for ', '(fs-[0-9a-f]+)', 'efs', 'EFS mount target for fs-0123456789abcdef0 (fsmt-0123456789abcdef0)'),
  (20, 'description', 'Attached to Glue using role: ', ':role/(?:.*/)?([^/]+)$', 'glue', 'Attached to Glue using role: arn:aws:iam::111122223333:role/etl'),
  (21, 'description', 'Amazon Kinesis Firehose - ', '^Amazon Kinesis Firehose - [0-9]+:([^:]+)', 'firehose', 'Amazon Kinesis Firehose - 111122223333:clicks:1641374697543.'),
  (22, 'description', 'Amazon MQ network interface for broker ', '(b-[0-9a-f-]+)', 'mq', 'Amazon MQ network interface for broker b-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
  (23, 'description', 'AWS created network interface for directory ', '(d-[0-9a-z]+)', 'directory', 'AWS created network interface for directory d-0123456789'),
  (24, 'description', 'AWS ElasticMapReduce', null, 'emr', 'AWS ElasticMapReduce'),
  (25, 'description', '[DO NOT DELETE] ENI managed by SageMaker', '(d-[0-9a-z]+)', 'sagemaker', '[DO NOT DELETE] ENI managed by SageMaker for Studio Domain (d-0123456789ab)'),
  (26, 'description', 'CloudHsm ENI', null, 'cloudhsm', 'CloudHsm ENI'),
  (27, 'description', 'CloudHSM Man', null, 'cloudhsm', 'CloudHSM Managed Interface'),
  (28, 'description', 'ENI managed by APIGateway', null, 'api_gateway', 'ENI managed by APIGateway'),
  (29, 'description', 'AWS CodeStar Connections', null, 'codeconnections', 'AWS CodeStar Connections'),
  (30, 'requester_id', ':AWSCodeBuild-', null, 'codebuild', 'AROAEXAMPLE:AWSCodeBuild-0f1e2d3c'),
  (31, 'requester_id', 'amazon-rds', null, 'rds', 'amazon-rds'),
  (32, 'requester_id', 'amazon-elasticache', null, 'elasticache', 'amazon-elasticache'),
  (33, 'requester_id', 'amazon-elb', null, 'load_balancer', 'amazon-elb'),
  (34, 'interface_type', 'lambda', null, 'lambda', 'lambda'),
  (35, 'interface_type', 'network_load_balancer', null, 'load_balancer', 'network_load_balancer'),
  (36, 'interface_type', 'gateway_load_balancer', null, 'load_balancer', 'gateway_load_balancer'),
  (37, 'interface_type', 'load_balancer', null, 'load_balancer', 'load_balancer'),
  (38, 'interface_type', 'nat_gateway', null, 'nat_gateway', 'nat_gateway'),
  (39, 'interface_type', 'vpc_endpoint', null, 'vpc_endpoint', 'vpc_endpoint'),
  (40, 'interface_type', 'gateway_load_balancer_endpoint', null, 'vpc_endpoint', 'gateway_load_balancer_endpoint'),
  (41, 'interface_type', 'transit_gateway', null, 'transit_gateway', 'transit_gateway'),
  (42, 'interface_type', 'efs', null, 'efs', 'efs'),
  (43, 'interface_type', 'api_gateway_managed', null, 'api_gateway', 'api_gateway_managed'),
  (44, 'interface_type', 'quicksight', null, 'quicksight', 'quicksight'),
  (45, 'interface_type', 'iot_rules_managed', null, 'iot_rules', 'iot_rules_managed'),
  (46, 'interface_type', 'ec2_instance_connect_endpoint', null, 'instance_connect_endpoint', 'ec2_instance_connect_endpoint')
) as rule(rank, tells, said, name_pattern, source_kind, example);
comment on view interface_rule is 'How the owner of an ENI is told from what AWS says of it: the first rule that fits, by rank. Only the rule of ecs_task counts for an ENI that is attached to an instance.';
comment on column interface_rule.rank is 'Order; a lower one goes first.';
comment on column interface_rule.tells is 'What is looked at: description (begins with the text), requester_id (holds it) or interface_type (is it).';
comment on column interface_rule.said is 'The text.';
comment on column interface_rule.name_pattern is 'Regular expression whose group takes the owner''s name from the description; NULL where the description has none.';
comment on column interface_rule.source_kind is 'What the owner is.';
comment on column interface_rule.example is 'A text that the rule fits.';
