"""Run by any interpreter: prints what it is, as JSON, for `computer.find_interpreter`."""

import importlib.util
import json
import sys
import sysconfig

if __name__ == "__main__":
    print(
        json.dumps(
            {
                "interpreter": sys.executable,
                "version": sys.version_info[:3],
                "implementation": sys.implementation.name,
                "wide": sys.maxsize > 2**32,
                "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
                "can_make_environments": all(map(importlib.util.find_spec, ("venv", "ensurepip"))),
            }
        )
    )
