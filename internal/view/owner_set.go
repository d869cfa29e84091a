package view

// OwnersSet answers the form that fills several roles at once.
func OwnersSet(agent string, changed int, told bool) Card {
	if changed == 0 {
		return said("*%s*: nothing changed; these roles were filled so already.", Line(agent))
	}
	after := ""
	if told {
		after = " They are told now."
	}
	return said("*%s*: %s filled.%s", Line(agent), count(changed, "role is", "roles are"), after)
}
