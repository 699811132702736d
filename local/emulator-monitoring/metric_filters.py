"""Makes metric filters of the emulator's CloudWatch Logs count, which it only keeps.

Understood are patterns of JSON fields as they are documented
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html): `{ $.a.b = "text*" }`, `!=`,
numbers, `EXISTS`, `NOT EXISTS`, `&&`, `||` and parentheses. Any other pattern is refused when the filter is put: a
filter that silently never matched would prove nothing.
"""

import json
import re

from ministack.core.responses import error_response_json
from ministack.services import cloudwatch, cloudwatch_logs

TOKEN = re.compile(
    r"""\s*(?:
        (?P<sign>&&|\|\||!=|=|\(|\))
      | (?P<selector>\$\.[\w.\[\]\-]+)
      | "(?P<quoted>[^"]*)"
      | (?P<word>[\w.*:/\-]+)
    )""",
    re.VERBOSE,
)

_fan_out = cloudwatch_logs._fanout_to_subscription_filters
_put = cloudwatch_logs._put_metric_filter


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    cloudwatch_logs._fanout_to_subscription_filters = fan_out
    cloudwatch_logs._put_metric_filter = put_metric_filter


def put_metric_filter(data):
    pattern = data.get("filterPattern", "")
    try:
        Pattern(pattern)
    except ValueError as error:
        return error_response_json("InvalidParameterException", f"Invalid metric filter pattern: {error}", 400)
    return _put(data)


def fan_out(group, stream, events):
    _fan_out(group, stream, events)
    for metric_filter in list(cloudwatch_logs._metric_filters.values()):
        if metric_filter["logGroupName"] == group:
            count(metric_filter, events)


def count(metric_filter, events):
    """A metric filter's values: only 1 per event is understood, as our filters have it."""
    pattern = Pattern(metric_filter["filterPattern"])
    matches = sum(1 for event in events if pattern.matches(event.get("message", "")))
    for transformation in metric_filter["metricTransformations"]:
        for _ in range(matches):
            cloudwatch.record_metric(
                transformation["metricNamespace"], transformation["metricName"], float(transformation["metricValue"])
            )


class Pattern:
    """A pattern of JSON fields, read once."""

    def __init__(self, text):
        text = text.strip()
        if not (text.startswith("{") and text.endswith("}")):
            raise ValueError(f"{text!r} is not a pattern of JSON fields in braces")
        self._tokens = tokens_of(text[1:-1])
        self._at = 0
        self._holds = self._any_of()
        if self._at != len(self._tokens):
            raise ValueError(f"{self._tokens[self._at][1]!r} is one too many in {text!r}")

    def matches(self, message):
        try:
            return self._holds(json.loads(message))
        except ValueError:
            return False

    def _any_of(self):
        parts = [self._all_of()]
        while self._taken("sign", "||"):
            parts.append(self._all_of())
        return lambda event: any(part(event) for part in parts)

    def _all_of(self):
        parts = [self._comparison()]
        while self._taken("sign", "&&"):
            parts.append(self._comparison())
        return lambda event: all(part(event) for part in parts)

    def _comparison(self):
        if self._taken("sign", "("):
            inner = self._any_of()
            self._expect("sign", ")")
            return inner
        selector = self._expect("selector")
        if self._taken("word", "EXISTS"):
            return lambda event: field(event, selector) is not None
        if self._taken("word", "NOT"):
            self._expect("word", "EXISTS")
            return lambda event: field(event, selector) is None
        negated = self._taken("sign", "!=")
        if not negated:
            self._expect("sign", "=")
        kind, value = self._next()
        if kind not in ("quoted", "word"):
            raise ValueError(f"{value!r} is no value to compare {selector} with")
        expected = re.compile(".*".join(re.escape(part) for part in value.split("*")), re.DOTALL)

        def compare(event):
            found = field(event, selector)
            # What is not there is neither equal nor unequal to anything.
            return found is not None and (expected.fullmatch(str(found)) is not None) != negated

        return compare

    def _next(self):
        if self._at == len(self._tokens):
            raise ValueError("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _taken(self, kind, value):
        if self._at < len(self._tokens) and self._tokens[self._at] == (kind, value):
            self._at += 1
            return True
        return False

    def _expect(self, kind, value=None):
        found = self._next()
        if found[0] != kind or (value is not None and found[1] != value):
            raise ValueError(f"{found[1]!r} stands where {value or kind} should")
        return found[1]


def tokens_of(text):
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"{text[position:]!r} is not understood")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return tokens


def field(event, selector):
    """The value at `$.a.b[0].c`; None when it is not there."""
    value = event
    for name, index in re.findall(r"\.([\w\-]+)|\[(\d+)\]", selector):
        try:
            value = value[int(index)] if index else value[name]
        except (KeyError, IndexError, TypeError):
            return None
    return value
