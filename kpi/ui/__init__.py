"""Streamlit drawings; the only place for session state and caching. Imports show, acts, declare."""
