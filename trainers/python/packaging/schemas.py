"""Puts the product's Avro schemas into what is built: from the checkout, or from a source archive that already holds them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Schemas(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # read from the checkout
        root = Path(self.root)
        inside = root / "src" / "descentry" / "avro"
        product = root.parent.parent / "schemas" / "src" / "main" / "avro"
        source = inside if inside.is_dir() else product
        if not source.is_dir():
            raise FileNotFoundError(f"no schemas in {product}")
        target = "src/descentry/avro" if self.target_name == "sdist" else "descentry/avro"
        for schema in sorted(source.glob("*.avsc")):
            build_data["force_include"][str(schema)] = f"{target}/{schema.name}"
