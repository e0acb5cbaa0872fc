package io.descentry.it.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A YAML file with anchors and merge keys put in their places, which Jackson does not do. */
final class Merged {
    private Merged() {}

    static ObjectNode of(String yaml) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return Json.MAPPER.valueToTree(tree);
    }
}
