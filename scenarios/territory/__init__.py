"""Territories: invented ones and those read from files, each giving its places (territoires)."""
