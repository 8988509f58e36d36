//go:build tools

// Package tools keeps the requirement in go.mod through go mod tidy.
package tools

import _ "github.com/contribsys/faktory/cli"
