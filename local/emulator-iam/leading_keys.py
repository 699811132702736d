"""Tells checks of DynamoDB calls which partitions a call names: `dynamodb:LeadingKeys`.

The emulator leaves the key out, so that a policy by partition never allows. By DynamoDB's guide
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html) it holds the partition keys of the
call: those of the table or, for a query on an index, of the index. A scan names none.
"""

import json
import re

from ministack.core import iam_actions
from ministack.services import dynamodb

_EQUALS = re.compile(r"([#\w.\-]+)\s*=\s*(:\w+)")

_dynamodb_service_context = iam_actions.dynamodb_service_context


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    iam_actions.dynamodb_service_context = service_context


def service_context(body):
    context = _dynamodb_service_context(body)
    try:
        request = json.loads(body or b"{}")
    except (json.JSONDecodeError, UnicodeDecodeError):
        return context
    keys = leading_keys(request) if isinstance(request, dict) else []
    return {**context, "dynamodb:LeadingKeys": sorted(set(keys))} if keys else context


def leading_keys(request):
    if "RequestItems" in request:
        return [key for table, items in request["RequestItems"].items() for key in batch_keys(table, items)]
    if "TransactItems" in request:
        return [key for item in request["TransactItems"] for call in item.values() for key in leading_keys(call)]
    table = request.get("TableName", "")
    if "KeyConditionExpression" in request:
        return queried_keys(request, hash_name(table, request.get("IndexName")))
    return item_keys(table, request.get("Key") or request.get("Item"))


def batch_keys(table, items):
    """Of a batch that reads, `items` is an object with keys, of one that writes a list of puts and deletes."""
    if isinstance(items, dict):
        return [key for item in items.get("Keys", []) for key in item_keys(table, item)]
    return [key for item in items for call in item.values() for key in item_keys(table, call.get("Key") or call.get("Item"))]


def item_keys(table, item):
    value = (item or {}).get(hash_name(table))
    return [text_of(value)] if value else []


def queried_keys(request, name):
    names = request.get("ExpressionAttributeNames") or {}
    values = request.get("ExpressionAttributeValues") or {}
    found = _EQUALS.findall(request["KeyConditionExpression"])
    return [text_of(values[value]) for attribute, value in found if names.get(attribute, attribute) == name and value in values]


def hash_name(table, index=None):
    known = dynamodb._tables.get(table.rsplit("/", 1)[-1]) or {}
    indexes = [*(known.get("GlobalSecondaryIndexes") or []), *(known.get("LocalSecondaryIndexes") or [])]
    schema = next((each["KeySchema"] for each in indexes if each["IndexName"] == index), known.get("KeySchema") or [])
    return next((each["AttributeName"] for each in schema if each["KeyType"] == "HASH"), None)


def text_of(value):
    """The text of a value in DynamoDB's form, as {"S": "payments-signer"}."""
    return str(next(iter(value.values()), ""))
