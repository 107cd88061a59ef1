"""Rule documents and facts -> findings. The language is described in docs/rules.md; nothing here knows a plan by name."""
