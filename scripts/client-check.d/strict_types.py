"""Whether an answer has each field that the types of an SDK require."""

import json


def strict(answer):
    """Reads an answer or an event again with types that require each field that they name."""
    type(answer).model_validate(json.loads(answer.model_dump_json(warnings="none", exclude_unset=True)))
    return answer
