package fakeslack

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Forms are filled in with plain values: a string for a text, a date, an option (its value or its text) or a person (an
// id or a name), a list of strings where several can be chosen, {"name","content"} for a file. This file turns them into
// the state that Slack sends, and says what Slack's own client would not let pass.

// stateful says whether an element has a value of its own.
func stateful(element map[string]any) bool {
	switch asText(element["type"]) {
	case "button", "overflow", "image", "":
		return false
	}
	return true
}

// entryOf is the state of one element: what was given, or what it began with when nothing was. The complaint is for the
// person who fills in the form.
func (s *Slack) entryOf(person string, element map[string]any, given any, has bool) (entry map[string]any, complaint string) {
	kind := asText(element["type"])
	entry = map[string]any{"type": kind}
	set := func(key string, v any, why string) (map[string]any, string) {
		entry[key] = v
		return entry, why
	}
	one := asText(given)
	if n, ok := given.(json.Number); ok {
		one = n.String()
	}
	many := asTexts(given)
	switch kind {
	case "plain_text_input", "number_input", "email_text_input", "url_text_input":
		if !has {
			one = asText(element["initial_value"])
		}
		if one == "" {
			return set("value", nil, "")
		}
		return set("value", one, wrongText(element, one))
	case "static_select", "radio_buttons":
		if !has {
			return set("selected_option", element["initial_option"], "")
		}
		if one == "" {
			return set("selected_option", nil, "")
		}
		o := optionNamed(element, one)
		if o == nil {
			return set("selected_option", nil, fmt.Sprintf("There is no option %q. There are: %s", one, optionNames(element)))
		}
		return set("selected_option", o, "")
	case "multi_static_select", "checkboxes":
		chosen := []any{}
		if !has {
			if initial, ok := element["initial_options"].([]any); ok {
				chosen = initial
			}
			return set("selected_options", chosen, "")
		}
		for _, name := range many {
			o := optionNamed(element, name)
			if o == nil {
				return set("selected_options", chosen, fmt.Sprintf("There is no option %q. There are: %s", name, optionNames(element)))
			}
			chosen = append(chosen, o)
		}
		return set("selected_options", chosen, tooMany(element, chosen))
	case "datepicker":
		return set("selected_date", orInitial(has, one, element["initial_date"]), wrongTime(one, "2006-01-02", "a date such as 2027-01-31"))
	case "timepicker":
		return set("selected_time", orInitial(has, one, element["initial_time"]), wrongTime(one, "15:04", "a time such as 09:30"))
	case "datetimepicker":
		if !has {
			return set("selected_date_time", element["initial_date_time"], "")
		}
		n, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return set("selected_date_time", nil, "A date and time is given as seconds since 1970.")
		}
		return set("selected_date_time", n, "")
	case "file_input":
		return s.filesGiven(person, entry, given)
	}
	return s.chosenAccounts(person, element, kind, one, many, has)
}

// chosenAccounts is the state of a menu of people, channels or conversations.
func (s *Slack) chosenAccounts(person string, element map[string]any, kind, one string, many []string, has bool) (map[string]any, string) {
	noun, several := strings.TrimSuffix(strings.TrimPrefix(kind, "multi_"), "s_select"), strings.HasPrefix(kind, "multi_")
	entry := map[string]any{"type": kind}
	find := func(name string) string {
		if noun != "channel" {
			if p := s.personNamed(name); p != nil {
				if noun == "conversation" {
					return dmOf(p.ID)
				}
				return p.ID
			}
		}
		if noun != "user" {
			if place := s.placeNamed(person, name); place != "" {
				return place
			}
		}
		return ""
	}
	if several {
		key := "selected_" + noun + "s"
		chosen := []any{}
		if !has {
			if initial, ok := element["initial_"+noun+"s"].([]any); ok {
				chosen = initial
			}
		}
		for _, name := range many {
			id := find(name)
			if id == "" {
				return entry, fmt.Sprintf("%q is no %s here.", name, noun)
			}
			chosen = append(chosen, id)
		}
		entry[key] = chosen
		return entry, tooMany(element, chosen)
	}
	key := "selected_" + noun
	entry[key] = nil
	if !has {
		if v, ok := element["initial_"+noun]; ok {
			entry[key] = v
		}
		return entry, ""
	}
	if one == "" {
		return entry, ""
	}
	id := find(one)
	if id == "" {
		return entry, fmt.Sprintf("%q is no %s here.", one, noun)
	}
	entry[key] = id
	return entry, ""
}

func (s *Slack) filesGiven(person string, entry map[string]any, given any) (map[string]any, string) {
	list, ok := given.([]any)
	if !ok && given != nil {
		list = []any{given}
	}
	files := []any{}
	for _, x := range list {
		o, _ := x.(map[string]any)
		if asText(o["name"]) == "" {
			return entry, "A file is given as its name and its content."
		}
		files = append(files, s.wireFile(s.addFile(person, asText(o["name"]), []byte(asText(o["content"])))))
	}
	entry["files"] = files
	return entry, ""
}

// blank says whether an entry holds no value.
func blank(entry map[string]any) bool {
	for k, v := range entry {
		if k == "type" || v == nil || v == "" {
			continue
		}
		if list, ok := v.([]any); ok && len(list) == 0 {
			continue
		}
		return false
	}
	return true
}

func orInitial(has bool, given string, initial any) any {
	switch {
	case !has:
		return initial
	case given == "":
		return nil
	}
	return given
}

func wrongTime(given, layout, like string) string {
	if given == "" {
		return ""
	}
	if _, err := time.Parse(layout, given); err != nil {
		return "This must be " + like + "."
	}
	return ""
}

var plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

func wrongText(element map[string]any, given string) string {
	n := characters(given)
	switch asText(element["type"]) {
	case "plain_text_input":
		if low := numberOf(element["min_length"], 0); n < low {
			return fmt.Sprintf("This must be at least %d characters.", low)
		}
		if high := numberOf(element["max_length"], 3000); n > high {
			return fmt.Sprintf("This must be at most %d characters; it is %d.", high, n)
		}
	case "number_input":
		if !plainNumber.MatchString(given) || element["is_decimal_allowed"] != true && strings.Contains(given, ".") {
			return "This must be a number."
		}
	case "email_text_input":
		if _, err := mail.ParseAddress(given); err != nil {
			return "This must be an email address."
		}
	case "url_text_input":
		if u, err := url.Parse(given); err != nil || u.Scheme == "" || u.Host == "" {
			return "This must be a link."
		}
	}
	return ""
}

func tooMany(element map[string]any, chosen []any) string {
	if most := numberOf(element["max_selected_items"], 100); len(chosen) > most {
		return fmt.Sprintf("At most %d can be chosen.", most)
	}
	return ""
}

func numberOf(v any, otherwise int) int {
	n, ok := v.(json.Number)
	if !ok {
		return otherwise
	}
	i, err := strconv.Atoi(n.String())
	if err != nil {
		return otherwise
	}
	return i
}

func asTexts(v any) []string {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
		return []string{v}
	case []any:
		var list []string
		for _, x := range v {
			list = append(list, asText(x))
		}
		return list
	}
	return nil
}

// optionsOf lists the options of an element, groups flattened.
func optionsOf(element map[string]any) []map[string]any {
	var list []map[string]any
	take := func(v any) {
		options, _ := v.([]any)
		for _, o := range options {
			if m, ok := o.(map[string]any); ok {
				list = append(list, m)
			}
		}
	}
	take(element["options"])
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		if m, ok := g.(map[string]any); ok {
			take(m["options"])
		}
	}
	return list
}

// optionNamed finds an option by its value or its text; nil when there is none.
func optionNamed(element map[string]any, name string) any {
	options := optionsOf(element)
	i := slices.IndexFunc(options, func(o map[string]any) bool { return asText(o["value"]) == name })
	if i < 0 {
		i = slices.IndexFunc(options, func(o map[string]any) bool { return strings.EqualFold(textOf(o["text"]), name) })
	}
	if i < 0 {
		return nil
	}
	return options[i]
}

func optionNames(element map[string]any) string {
	var names []string
	for _, o := range optionsOf(element) {
		names = append(names, textOf(o["text"]))
	}
	return strings.Join(names, ", ")
}

// textOf is the text of a text object.
func textOf(v any) string {
	o, _ := v.(map[string]any)
	return asText(o["text"])
}
