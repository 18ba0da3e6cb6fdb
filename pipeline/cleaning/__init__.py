"""From decoded text to normalised text: stages that yield edits, and `chain.clean`, which applies them."""
