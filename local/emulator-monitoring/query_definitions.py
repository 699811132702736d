"""Gives the emulator's CloudWatch Logs the saved queries of Logs Insights, which it does not know: they are kept and given
back as they were put (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html).
Nothing checks or runs their text.
"""

import json
import time
import uuid

from ministack.core.responses import AccountScopedDict, error_response_json, json_response
from ministack.services import cloudwatch_logs

_definitions = AccountScopedDict()
_handle_request = cloudwatch_logs.handle_request


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    cloudwatch_logs.handle_request = handle_request


async def handle_request(method, path, headers, body, query_params):
    action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    answer = ACTIONS.get(action)
    if answer is None:
        return await _handle_request(method, path, headers, body, query_params)
    return answer(json.loads(body or b"{}"))


def put(data):
    known = data.get("queryDefinitionId")
    if known and known not in _definitions:
        return missing(known)
    found = known or str(uuid.uuid4())
    _definitions[found] = {
        "queryDefinitionId": found,
        "name": data["name"],
        "queryString": data["queryString"],
        "logGroupNames": data.get("logGroupNames", []),
        "lastModified": int(time.time() * 1000),
    }
    return json_response({"queryDefinitionId": found})


def describe(data):
    prefix = data.get("queryDefinitionNamePrefix", "")
    named = [each for each in _definitions.values() if each["name"].startswith(prefix)]
    return json_response({"queryDefinitions": named})


def delete(data):
    found = data["queryDefinitionId"]
    if found not in _definitions:
        return missing(found)
    del _definitions[found]
    return json_response({"success": True})


def missing(found):
    return error_response_json("ResourceNotFoundException", f"No query definition has the id {found}", 400)


ACTIONS = {
    "PutQueryDefinition": put,
    "DescribeQueryDefinitions": describe,
    "DeleteQueryDefinition": delete,
}
