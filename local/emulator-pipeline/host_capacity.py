"""Lets a zone of the emulator have no capacity for hosts, which it never lacks.

A subnet's tag `NoCapacity` names the instance types, separated by spaces, that there is no host of. A group that would
launch one there gets none, and DescribeScalingActivities says why, in the words of Auto Scaling
(https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html).
"""

from xml.sax.saxutils import escape

from ministack.core.responses import new_uuid, now_iso
from ministack.services import autoscaling, ec2

_reconcile_instances = autoscaling._reconcile_instances

TAG = "NoCapacity"


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    autoscaling._reconcile_instances = reconcile_instances
    autoscaling._ACTION_MAP["DescribeScalingActivities"] = describe_scaling_activities


def reconcile_instances(asg):
    if len(asg["Instances"]) >= asg["DesiredCapacity"] or not lacking(asg):
        _reconcile_instances(asg)


def describe_scaling_activities(params):
    asg = autoscaling._asgs.get(autoscaling._p(params, "AutoScalingGroupName"))
    members = ""
    if asg and len(asg["Instances"]) < asg["DesiredCapacity"]:
        name, now = asg["AutoScalingGroupName"], now_iso()
        members = (
            f"<member><ActivityId>{new_uuid()}</ActivityId><AutoScalingGroupName>{name}</AutoScalingGroupName>"
            f"<Cause>an instance was started in response to a difference between desired and actual capacity</Cause>"
            f"<StartTime>{now}</StartTime><EndTime>{now}</EndTime><StatusCode>Failed</StatusCode>"
            f"<StatusMessage>{escape(lacking(asg))}</StatusMessage><Progress>100</Progress></member>"
        )
    return autoscaling._xml(
        200,
        "DescribeScalingActivitiesResponse",
        f"<DescribeScalingActivitiesResult><Activities>{members}</Activities></DescribeScalingActivitiesResult>",
    )


def lacking(asg):
    """Why the group's subnets have no host for it; empty where one has."""
    instance_type = type_of(asg.get("LaunchTemplate") or {})
    subnets = [subnet for subnet in asg["VPCZoneIdentifier"].split(",") if subnet]
    if not subnets or any(instance_type not in without_capacity(subnet) for subnet in subnets):
        return ""
    zones = ", ".join(ec2._subnets.get(subnet, {}).get("AvailabilityZone", "") for subnet in subnets)
    return (
        f"We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested ({zones}). "
        "Our system will be working on provisioning additional capacity. Launching EC2 instance failed."
    )


def without_capacity(subnet):
    return [
        instance_type
        for tag in ec2._tags.get(subnet, [])
        if tag["Key"] == TAG
        for instance_type in tag["Value"].split()
    ]


def type_of(launch_template):
    template = ec2._launch_templates.get(launch_template.get("LaunchTemplateId", ""))
    if not template:
        return ""
    version = launch_template.get("Version", "$Default")
    number = {
        "$Default": template["DefaultVersionNumber"],
        "$Latest": template["LatestVersionNumber"],
    }.get(version, version)
    for candidate in template["Versions"]:
        if str(candidate["VersionNumber"]) == str(number):
            return candidate["LaunchTemplateData"].get("InstanceType", "")
    return ""
