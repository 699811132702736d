"""Gives the emulator's S3 the configurations of request metrics, which it does not know.

Without them a PUT of `?metrics` is taken for the creation of a bucket, and a DELETE for the deletion of one. They are
kept and given back as they were put, by the API Reference
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html). No request is counted: the
emulator sends no metrics of S3.
"""

from ministack.core.responses import AccountScopedDict
from ministack.services import s3

_configurations = AccountScopedDict()
_dispatch = s3._dispatch


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    s3._dispatch = dispatch


def dispatch(method, bucket, key, headers, body, query_params):
    if key or not bucket or "metrics" not in query_params:
        return _dispatch(method, bucket, key, headers, body, query_params)
    if s3._ensure_bucket(bucket) is None:
        return s3._no_such_bucket(bucket)
    name = (bucket, s3._qp(query_params, "id", ""))
    if method == "PUT":
        _configurations[name] = body
        return 200, {}, b""
    if name not in _configurations:
        return s3._error("NoSuchConfiguration", "The specified configuration does not exist.", 404, f"/{bucket}")
    if method == "DELETE":
        del _configurations[name]
        return 204, {}, b""
    return 200, {"Content-Type": "application/xml"}, _configurations[name]
