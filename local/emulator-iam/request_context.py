"""Completes what the emulator's IAM checks know about a request.

The emulator evaluates policies as AWS does, but for some calls it names a coarser resource than AWS and leaves out
condition keys. A policy as exact as the runner's would then be refused here and allowed by AWS. This module adds
what is missing, by the Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/):

- IAM: ARNs of roles, instance profiles and new policies with their path, ARNs of identity providers,
  `iam:PermissionsBoundary`, `iam:PolicyARN`;
- EC2: every resource that a call is checked against, tags in TagSpecifications as `aws:RequestTag`,
  `aws:ResourceTag`, and `ec2:CreateAction`;
- Auto Scaling: `aws:ResourceTag` of groups;
- ECS: the tasks and clusters that a call names, the task definition that it makes or runs, and `ecs:cluster`;
- Lambda: the function that is made, and `lambda:FunctionArn` of an event source mapping that is made;
- CloudWatch: alarms and dashboards that a call names, and `cloudwatch:namespace`; SNS and CloudTrail: what is asked
  for its tags; DynamoDB, ECR and EventBridge: what is read, and `events:source` of events that are put;
- KMS: the ARN of the key when a call names its alias, and of the alias when it is the alias that is made or changed;
- Step Functions: the state machine whose task token a call answers;
- Route 53: the ARN of a change, and `route53:VPCs` of a zone that is made;
- S3: `s3:if-match` and `s3:if-none-match` of a put;
- everywhere: `aws:SecureTransport` is true, because plain HTTP on loopback is on no network. Programs require TLS of
  AWS, and the emulator serves none here.

Otherwise it only adds to what a check sees: no check is left out and no decision is changed.
"""

import json
import re
import threading

from ministack.core import iam_actions, iam_evaluator
from ministack.services import autoscaling, ec2, iam, kms, stepfunctions, tagging

# Parts of ids, and of ARNs, of what may be tagged.
EC2_KINDS = {
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "i": "instance",
    "igw": "internet-gateway",
    "lt": "launch-template",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}

# What a call creates, and the parameters that name what it creates it in.
EC2_CREATIONS = {
    "AllocateAddress": ("elastic-ip", ()),
    "CreateFlowLogs": ("vpc-flow-log", ("ResourceId.",)),
    "CreateInternetGateway": ("internet-gateway", ()),
    "CreateLaunchTemplate": ("launch-template", ()),
    "CreateNatGateway": ("natgateway", ("SubnetId", "AllocationId")),
    "CreateNetworkInterface": ("network-interface", ("SubnetId", "SecurityGroupId.")),
    "CreateRouteTable": ("route-table", ("VpcId",)),
    "CreateSecurityGroup": ("security-group", ("VpcId",)),
    "CreateSubnet": ("subnet", ("VpcId",)),
    "CreateVpc": ("vpc", ()),
    "CreateVpcEndpoint": (
        "vpc-endpoint",
        ("VpcId", "RouteTableId.", "SubnetId.", "SecurityGroupId."),
    ),
}

ROLE_POLICY_ACTIONS = {
    "AttachRolePolicy",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
}

# Parameters by which resources are read, and what stands before the name in their ARNs.
READ_PARAMETERS = {
    "cloudtrail": {"ResourceIdList": ""},
    "dynamodb": {"ResourceArn": ""},
    "ecr": {"repositoryNames": "repository/", "resourceArn": ""},
    "events": {"Name": "rule/", "Rule": "rule/", "ResourceARN": ""},
}

_extract_resource_arn = iam_actions.extract_resource_arn
_request_tag_context = iam_actions.request_tag_context
_s3_object_context = iam_actions._s3_object_context
_verified_access_resource_arns = iam_actions.verified_access_resource_arns
_pin_request_origin = iam_evaluator.pin_request_origin
_add_event = stepfunctions._add_event
_invoke_with_callback = stepfunctions._invoke_with_callback

_running = threading.local()
_state_machine_of_token = {}


def install() -> None:
    """Puts the additions in place; call it before the emulator serves."""
    iam_actions._TAG_MEMBERS = iam_actions._TAG_MEMBERS | {"TagSpecifications"}
    iam_actions.extract_resource_arn = resource_arn
    iam_actions.request_tag_context = request_context
    iam_actions._s3_object_context = object_context
    # The emulator checks the second and further ARNs of this list for any call of EC2.
    iam_actions.verified_access_resource_arns = further_resource_arns
    iam_evaluator.pin_request_origin = lambda source_ip, _secure: _pin_request_origin(source_ip, True)
    stepfunctions._add_event = add_event
    stepfunctions._invoke_with_callback = invoke_with_callback
    tagging._RESOURCE_TAG_COLLECTORS["ec2"] = ec2_tags
    tagging._RESOURCE_TAG_COLLECTORS["autoscaling"] = group_tags


def resource_arn(service, method, path, headers, body, query_params, region, account_id):
    known = _extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)
    found = None
    if service == "iam":
        found = iam_arn(query_params, account_id)
    elif service == "ec2":
        found = next(iter(ec2_arns(query_params, region, account_id)), None)
    elif service == "ecs":
        request = fields(body)
        is_run = headers.get("x-amz-target", "").endswith(".RunTask")
        found = definition_arn(request, region, account_id) if is_run else task_arn(request, region, account_id)
        found = found or named_cluster_arn(request) or new_definition_arn(request, region, account_id)
    elif service == "autoscaling":
        found = tagged_group_arn(query_params, region, account_id)
    elif service == "lambda":
        found = new_function_arn(method, path, fields(body), region, account_id)
    elif service == "monitoring":
        found = monitoring_arn(fields(body), query_params, account_id)
    elif service == "sns":
        found = parameter(query_params, "ResourceArn")
    elif service in READ_PARAMETERS:
        found = read_arn(service, fields(body), region, account_id)
    elif service == "kms":
        alias = fields(body).get("AliasName")
        found = f"arn:aws:kms:{region}:{account_id}:{alias}" if alias else (kms._resolve_key(known) or {}).get("Arn")
    elif service == "states":
        request = fields(body)
        found = _state_machine_of_token.get(request.get("taskToken")) or request.get("resourceArn")
    elif service == "route53":
        change = re.search(r"/change/([^/?]+)", path)
        found = change and f"arn:aws:route53:::change/{change[1]}"
    return found or known


def request_context(service, iam_action, body, params):
    context = _request_tag_context(service, iam_action, body, params)
    action = iam_action.split(":", 1)[-1]
    if iam_action == "ec2:CreateTags":
        context["ec2:CreateAction"] = creating(parameters(params, "ResourceId."))
    if service == "ecs":
        context["ecs:cluster"] = cluster_arn(fields(body).get("cluster"))
    if iam_action == "lambda:CreateEventSourceMapping":
        context["lambda:FunctionArn"] = function_arn(fields(body).get("FunctionName"))
    if iam_action == "events:PutEvents":
        context["events:source"] = next((entry.get("Source") for entry in fields(body).get("Entries") or []), None)
    if iam_action == "route53:CreateHostedZone":
        context["route53:VPCs"] = zone_networks(body)
    if service == "monitoring" and action == "PutMetricData":
        context["cloudwatch:namespace"] = fields(body).get("Namespace") or parameter(params, "Namespace")
    if service != "iam":
        return context
    if action in ("CreateRole", "PutRolePermissionsBoundary"):
        context["iam:PermissionsBoundary"] = parameter(params, "PermissionsBoundary") or None
    elif action in ROLE_POLICY_ACTIONS:
        role = iam._roles.get(parameter(params, "RoleName")) or {}
        context["iam:PermissionsBoundary"] = role.get("PermissionsBoundary") or None
    if action in ("AttachRolePolicy", "DetachRolePolicy"):
        context["iam:PolicyARN"] = parameter(params, "PolicyArn") or None
    return context


def object_context(iam_action, query_params, path, headers):
    context = _s3_object_context(iam_action, query_params, path, headers)
    if iam_action == "s3:PutObject":
        for name in ("if-match", "if-none-match"):
            if headers.get(name):
                context[f"s3:{name}"] = headers[name]
    return context


def creating(resource_ids):
    """The call that made what gets its first tags: for some kinds the emulator takes them only afterwards."""
    if any(ec2._tags.get(resource_id) for resource_id in resource_ids):
        return None
    kinds = {resource_of(resource_id).split("/", 1)[0] for resource_id in resource_ids}
    return next((action for action, (kind, _) in EC2_CREATIONS.items() if kinds == {kind}), None)


def further_resource_arns(query_params, region, account_id):
    return _verified_access_resource_arns(query_params, region, account_id) or ec2_arns(
        query_params, region, account_id
    )


def iam_arn(params, account_id):
    profile_name = parameter(params, "InstanceProfileName")
    role_name = parameter(params, "RoleName")
    provider = parameter(params, "OpenIDConnectProviderArn")
    if provider:
        return provider
    if profile_name:
        kind, name, known = "instance-profile", profile_name, iam._instance_profiles.get(profile_name)
    elif role_name:
        kind, name, known = "role", role_name, iam._roles.get(role_name)
    elif parameter(params, "Action") == "CreatePolicy":
        kind, name, known = "policy", parameter(params, "PolicyName"), None
    else:
        return None
    if known:
        return known["Arn"]
    return f"arn:aws:iam::{account_id}:{kind}{parameter(params, 'Path') or '/'}{name}"


def zone_networks(body):
    """Networks that a zone is made for, as IAM writes them; None for a public zone."""
    found = re.search(rb"<VPC>(.*?)</VPC>", body or b"", re.DOTALL)
    values = found and dict(re.findall(rb"<(VPCId|VPCRegion)>([^<]*)<", found[1]))
    return values and ",".join(f"{key}={values.get(key.encode(), b'').decode()}" for key in ("VPCId", "VPCRegion"))


def task_arn(request, region, account_id):
    """The first task that a call names."""
    task = request.get("task") or next(iter(request.get("tasks") or []), None)
    if not task or task.startswith("arn:"):
        return task
    cluster = (request.get("cluster") or "default").rsplit("/", 1)[-1]
    return f"arn:aws:ecs:{region}:{account_id}:task/{cluster}/{task}"


def definition_arn(request, region, account_id):
    """The task definition that is to run: AWS checks RunTask against it, and names the cluster as a condition."""
    definition = request.get("taskDefinition")
    if not definition or definition.startswith("arn:"):
        return definition
    return f"arn:aws:ecs:{region}:{account_id}:task-definition/{definition}"


def read_arn(service, request, region, account_id):
    """The first resource that a call names by one of its READ_PARAMETERS."""
    for name, kind in READ_PARAMETERS[service].items():
        value = request.get(name)
        value = next(iter(value), None) if isinstance(value, list) else value
        if isinstance(value, str) and value:
            return value if value.startswith("arn:") else f"arn:aws:{service}:{region}:{account_id}:{kind}{value}"
    return None


def monitoring_arn(request, params, account_id):
    """The alarm whose tags are asked for, or the dashboard that is read; CloudWatch is called in JSON or as a query."""
    dashboard = request.get("DashboardName") or parameter(params, "DashboardName")
    alarm = request.get("ResourceARN") or parameter(params, "ResourceARN")
    return alarm or (dashboard and f"arn:aws:cloudwatch::{account_id}:dashboard/{dashboard}")


def new_definition_arn(request, region, account_id):
    """The family that gets a revision, whose number is not known yet."""
    family = request.get("family")
    return family and f"arn:aws:ecs:{region}:{account_id}:task-definition/{family}:*"


def new_function_arn(method, path, request, region, account_id):
    """The function that is made: its name is in the body, those of others in the path."""
    name = request.get("FunctionName") if method == "POST" and path.rstrip("/").endswith("/functions") else None
    return name and f"arn:aws:lambda:{region}:{account_id}:function:{name}"


def function_arn(function):
    from ministack.core.responses import get_account_id, get_region

    if not function or function.startswith("arn:"):
        return function
    return f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{function}"


def named_cluster_arn(request):
    """The cluster that a call makes, changes or reads; of several the first."""
    cluster = request.get("clusterName") or next(iter(request.get("clusters") or []), None)
    return cluster_arn(cluster) if cluster else None


def cluster_arn(cluster):
    from ministack.core.responses import get_account_id, get_region

    if cluster and cluster.startswith("arn:"):
        return cluster
    return f"arn:aws:ecs:{get_region()}:{get_account_id()}:cluster/{cluster or 'default'}"


def add_event(execution, *details):
    _running.execution = execution
    return _add_event(execution, *details)


def invoke_with_callback(resource, input_data, token, state_def):
    """A step notes its event, then waits: both in the thread of its execution."""
    _state_machine_of_token[token] = _running.execution["stateMachineArn"]
    return _invoke_with_callback(resource, input_data, token, state_def)


def ec2_arns(params, region, account_id):
    """What a call is checked against, most important first; empty where the emulator already knows."""
    arn = f"arn:aws:ec2:{region}:{account_id}:"
    action = parameter(params, "Action")
    if action in EC2_CREATIONS:
        kind, within = EC2_CREATIONS[action]
        ids = [value for prefix in within for value in parameters(params, prefix)]
        return [f"{arn}{kind}/*", *(arn + resource_of(each) for each in ids)]
    if action in ("CreateTags", "DeleteTags"):
        return [arn + resource_of(each) for each in parameters(params, "ResourceId.")]
    template = parameter(params, "LaunchTemplateId")
    if template and not action.startswith("Describe"):
        return [f"{arn}launch-template/{template}"]
    return []


def ec2_tags():
    """ARN and tags of what EC2 has, in the request's account and region."""
    from ministack.core.responses import get_account_id, get_region

    for resource_id, tags in list(ec2._tags.items()):
        yield f"arn:aws:ec2:{get_region()}:{get_account_id()}:{resource_of(resource_id)}", tags


def group_tags():
    """ARN, as the emulator writes it in a check, and tags of the Auto Scaling groups."""
    from ministack.core.responses import get_account_id, get_region

    prefix = f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:autoScalingGroup:*:autoScalingGroupName/"
    for name, group in list(autoscaling._asgs.items()):
        yield prefix + name, group.get("Tags", [])


def tagged_group_arn(params, region, account_id):
    """The Auto Scaling group whose tags a call changes: each tag names it."""
    name = parameter(params, "Tags.member.1.ResourceId")
    return name and f"arn:aws:autoscaling:{region}:{account_id}:autoScalingGroup:*:autoScalingGroupName/{name}"


def resource_of(resource_id):
    return f"{EC2_KINDS.get(resource_id.split('-', 1)[0], '*')}/{resource_id}"


def fields(body):
    """The request's JSON; empty when it is none."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def parameter(params, name):
    return iam_actions._query_param(params, name)


def parameters(params, prefix):
    """Values of a parameter, or of the members of a list if `prefix` ends in a dot."""
    names = sorted(name for name in params if name == prefix or (prefix.endswith(".") and name.startswith(prefix)))
    return [value for name in names if (value := parameter(params, name))]
