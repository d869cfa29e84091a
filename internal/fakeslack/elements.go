package fakeslack

import (
	"regexp"
	"slices"
)

// places says where each element may stand.
var places = map[string][]string{
	"button":                     {"section", "actions"},
	"overflow":                   {"section", "actions"},
	"image":                      {"section"},
	"static_select":              {"section", "actions", "input"},
	"users_select":               {"section", "actions", "input"},
	"conversations_select":       {"section", "actions", "input"},
	"channels_select":            {"section", "actions", "input"},
	"multi_static_select":        {"section", "input"},
	"multi_users_select":         {"section", "input"},
	"multi_conversations_select": {"section", "input"},
	"multi_channels_select":      {"section", "input"},
	"checkboxes":                 {"section", "actions", "input"},
	"radio_buttons":              {"section", "actions", "input"},
	"datepicker":                 {"section", "actions", "input"},
	"timepicker":                 {"section", "actions", "input"},
	"datetimepicker":             {"actions", "input"},
	"plain_text_input":           {"input"},
	"number_input":               {"input"},
	"email_text_input":           {"input"},
	"url_text_input":             {"input"},
	"file_input":                 {"input"},
}

// elementShapes are the elements that this workspace draws and accepts.
var elementShapes = map[string]shape{
	"button": interactive([]string{"text"}, map[string]rule{
		"text": plain(1, 75), "value": text(1, 2000), "url": text(1, 3000), "style": oneOf("primary", "danger"),
		"accessibility_label": text(1, 75), "confirm": confirmDialog,
	}, nil),
	"overflow": interactive([]string{"options"}, map[string]rule{
		"options": list(1, 5, option(true, true)), "confirm": confirmDialog,
	}, nil),
	"image":         {need: []string{"alt_text"}, fields: imageFields(nil), also: imageSource},
	"static_select": selectMenu(staticFields(map[string]rule{"initial_option": option(true, false)}), optionsOrGroups),
	"multi_static_select": selectMenu(staticFields(map[string]rule{
		"initial_options": list(1, 100, option(true, false)), "max_selected_items": integer(1, 100),
	}), optionsOrGroups),
	"users_select":          selectMenu(map[string]rule{"initial_user": text(1, 255)}, nil),
	"multi_users_select":    selectMenu(map[string]rule{"initial_users": list(1, 100, text(1, 255)), "max_selected_items": integer(1, 100)}, nil),
	"channels_select":       selectMenu(map[string]rule{"initial_channel": text(1, 255), "response_url_enabled": boolean}, nil),
	"multi_channels_select": selectMenu(map[string]rule{"initial_channels": list(1, 100, text(1, 255)), "max_selected_items": integer(1, 100)}, nil),
	"conversations_select": selectMenu(map[string]rule{
		"initial_conversation": text(1, 255), "default_to_current_conversation": boolean, "filter": conversationFilter,
		"response_url_enabled": boolean,
	}, nil),
	"multi_conversations_select": selectMenu(map[string]rule{
		"initial_conversations": list(1, 100, text(1, 255)), "default_to_current_conversation": boolean,
		"filter": conversationFilter, "max_selected_items": integer(1, 100),
	}, nil),
	"checkboxes": interactive([]string{"options"}, map[string]rule{
		"options": list(1, 10, option(false, false)), "initial_options": list(1, 10, option(false, false)),
		"confirm": confirmDialog, "focus_on_load": focus,
	}, nil),
	"radio_buttons": interactive([]string{"options"}, map[string]rule{
		"options": list(1, 10, option(false, false)), "initial_option": option(false, false),
		"confirm": confirmDialog, "focus_on_load": focus,
	}, nil),
	"datepicker": interactive(nil, map[string]rule{
		"initial_date": matching(`^\d{4}-\d\d-\d\d$`, "a date as YYYY-MM-DD"), "placeholder": plain(1, 150),
		"confirm": confirmDialog, "focus_on_load": focus,
	}, nil),
	"timepicker": interactive(nil, map[string]rule{
		"initial_time": matching(`^([01]\d|2[0-3]):[0-5]\d$`, "a time as HH:mm"), "placeholder": plain(1, 150),
		"timezone": text(1, 100), "confirm": confirmDialog, "focus_on_load": focus,
	}, nil),
	"datetimepicker": interactive(nil, map[string]rule{
		"initial_date_time": integer(1e9, 9999999999), "confirm": confirmDialog, "focus_on_load": focus,
	}, nil),
	"plain_text_input": interactive(nil, map[string]rule{
		"initial_value": text(0, 3000), "multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000),
		"placeholder": plain(1, 150), "focus_on_load": focus, "dispatch_action_config": anything,
	}, initialFits),
	"number_input": interactive([]string{"is_decimal_allowed"}, map[string]rule{
		"is_decimal_allowed": boolean, "initial_value": text(1, 100), "min_value": text(1, 100), "max_value": text(1, 100),
		"placeholder": plain(1, 150), "focus_on_load": focus, "dispatch_action_config": anything,
	}, nil),
	"email_text_input": interactive(nil, map[string]rule{
		"initial_value": text(0, 3000), "placeholder": plain(1, 150), "focus_on_load": focus, "dispatch_action_config": anything,
	}, nil),
	"url_text_input": interactive(nil, map[string]rule{
		"initial_value": text(0, 3000), "placeholder": plain(1, 150), "focus_on_load": focus, "dispatch_action_config": anything,
	}, nil),
	"file_input": interactive(nil, map[string]rule{
		"filetypes": list(1, 100, text(1, 20)), "max_files": integer(1, 10),
	}, func(c *checker, path string, _ any) {
		if c.surface != onModal {
			c.add(path, "unsupported type: file_input in a %s", c.surface)
		}
	}),
}

// elementIn is an element that may stand in a kind of block.
func elementIn(block string) rule {
	return func(c *checker, path string, v any) {
		o, _ := v.(map[string]any)
		kind := asText(o["type"])
		if !slices.Contains(places[kind], block) {
			c.add(path, "unsupported type: %s in %s", kind, block)
			return
		}
		c.object(path, v, elementShapes[kind])
	}
}

// interactive is an element with an action id.
func interactive(need []string, fields map[string]rule, also rule) shape {
	fields["action_id"] = actionID
	return shape{need: need, fields: fields, also: also}
}

func selectMenu(fields map[string]rule, also rule) shape {
	fields["placeholder"], fields["confirm"], fields["focus_on_load"] = plain(1, 150), confirmDialog, focus
	return interactive(nil, fields, also)
}

func staticFields(fields map[string]rule) map[string]rule {
	fields["options"] = list(1, 100, option(true, false))
	fields["option_groups"] = list(1, 100, func(c *checker, path string, v any) {
		c.object(path, v, shape{need: []string{"label", "options"}, fields: map[string]rule{
			"label": plain(1, 75), "options": list(1, 100, option(true, false)),
		}})
	})
	return fields
}

func optionsOrGroups(c *checker, path string, v any) {
	o := v.(map[string]any)
	if (o["options"] == nil) == (o["option_groups"] == nil) {
		c.add(path, "exactly one of options and option_groups is required")
	}
}

// option is one choice. Values end at 75 characters: the smaller of two figures that are told.
func option(plainOnly, withURL bool) rule {
	fields := map[string]rule{
		"text": textObject(plainOnly, 1, 75), "value": text(1, 75), "description": textObject(plainOnly, 1, 75),
	}
	if withURL {
		fields["url"] = text(1, 3000)
	}
	return func(c *checker, path string, v any) {
		c.object(path, v, shape{need: []string{"text", "value"}, fields: fields})
	}
}

func confirmDialog(c *checker, path string, v any) {
	c.object(path, v, shape{need: []string{"title", "text", "confirm", "deny"}, fields: map[string]rule{
		"title": plain(1, 100), "text": rich(1, 300), "confirm": plain(1, 30), "deny": plain(1, 30),
		"style": oneOf("primary", "danger"),
	}})
}

func conversationFilter(c *checker, path string, v any) {
	c.object(path, v, shape{fields: map[string]rule{
		"include":                          list(1, 4, oneOf("im", "mpim", "private", "public")),
		"exclude_external_shared_channels": boolean, "exclude_bot_users": boolean,
	}})
}

func actionID(c *checker, path string, v any) {
	text(1, 255)(c, path, v)
	id, _ := v.(string)
	if c.actions[id] {
		c.add(path, "action_id %q already exists in this block", id)
	}
	c.actions[id] = true
}

func focus(c *checker, path string, v any) {
	boolean(c, path, v)
	if v == true {
		c.focused++
	}
}

func initialFits(c *checker, path string, v any) {
	o := v.(map[string]any)
	limit := numberOf(o["max_length"], 3000)
	if s, ok := o["initial_value"].(string); ok && characters(s) > limit {
		c.add(path+"/initial_value", "must be less than %d characters", limit+1)
	}
}

func matching(pattern, what string) rule {
	re := regexp.MustCompile(pattern)
	return func(c *checker, path string, v any) {
		if s, ok := v.(string); !ok || !re.MatchString(s) {
			c.add(path, "must be %s", what)
		}
	}
}
